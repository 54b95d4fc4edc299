package dev.bevdrift.metrics.score;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes JSON as Python's {@code json.dump(…, indent=2)} lays it out, beside its place first. */
public final class FigureWriter {
  /** What fills the file. */
  public interface Content {
    /** Writes one JSON value. */
    void write(JsonGenerator json) throws IOException;
  }

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .build();

  private FigureWriter() {}

  /** Writes a whole file: it appears under its name when complete. */
  public static void write(Path file, Content content) {
    Path beside = file.resolveSibling(file.getFileName() + ".part");
    try {
      if (file.toAbsolutePath().getParent() != null) {
        Files.createDirectories(file.toAbsolutePath().getParent());
      }
      try (JsonGenerator json = FACTORY.createGenerator(beside.toFile(), JsonEncoding.UTF8)) {
        json.setPrettyPrinter(printer());
        content.write(json);
      }
      move(beside, file);
    } catch (IOException e) {
      throw new InputException("Cannot write " + file + ": " + reason(e), e);
    } catch (UncheckedIOException e) {
      throw new InputException("Cannot write " + file + ": " + reason(e.getCause()), e);
    }
  }

  /** Writes a number in the chosen style. */
  public static void number(JsonGenerator json, double value, NanStyle style) throws IOException {
    if (style == NanStyle.NULL && !Double.isFinite(value)) {
      json.writeNull();
    } else if (Double.isInfinite(value)) {
      json.writeRawValue(value > 0 ? "Infinity" : "-Infinity");
    } else if (Double.isNaN(value)) {
      json.writeRawValue("NaN");
    } else {
      json.writeNumber(value);
    }
  }

  private static DefaultPrettyPrinter printer() {
    DefaultIndenter indent = new DefaultIndenter("  ", "\n");
    return new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withRootSeparator(""))
        .withObjectIndenter(indent)
        .withArrayIndenter(indent);
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName() + " " + e.getMessage() + ", expected a writable place";
  }
}
