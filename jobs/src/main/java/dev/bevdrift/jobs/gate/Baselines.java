package dev.bevdrift.jobs.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bevdrift.jobs.finished.FinishedRun;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.fs.Path;

/**
 * The runs that are kept to compare with: a folder of copies, {@code pinned/} and {@code green/}.
 *
 * <p>Every kept run is a file of its own, named by its time, that appears when whole; the newest
 * counts. Nothing is ever replaced, so a reader sees the old one or the new one and never a part,
 * on any file system and under any number of writers. The last {@value #KEPT} of each stay.
 */
public final class Baselines {
  private static final int KEPT = 5;
  private static final String ENDING = ".json.gz";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Storage storage;
  private final Path folder;

  private Baselines(Storage storage, Path folder) {
    this.storage = storage;
    this.folder = folder;
  }

  /** In a folder, which may be absent. */
  public static Baselines in(Storage storage, Path folder) {
    return new Baselines(storage, folder);
  }

  /** Keeps a run, from now on the one that counts. */
  public void keep(Against which, FinishedRun run, Instant at) {
    Path file = new Path(folder, which.key() + "/" + STAMP.format(at) + "-" + run.id() + ENDING);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(new ObjectMapper().writeValueAsBytes(run.document().put("schema_version", 1)));
    } catch (IOException impossible) {
      throw new UncheckedIOException("Cannot write into memory", impossible);
    }
    storage.writeBytes(file, bytes.toByteArray());
    List<Path> files = files(which);
    files.subList(0, Math.max(0, files.size() - KEPT)).forEach(storage::delete);
  }

  /**
   * The run that counts, if one was kept.
   *
   * @throws InputException when its file is damaged
   */
  public Optional<FinishedRun> newest(Against which) {
    List<Path> files = files(which);
    return files.isEmpty() ? Optional.empty() : Optional.of(read(files.get(files.size() - 1)));
  }

  private List<Path> files(Against which) {
    return storage.list(new Path(folder, which.key())).stream()
        .filter(file -> file.getName().endsWith(ENDING) && !file.getName().startsWith("."))
        .toList();
  }

  private FinishedRun read(Path file) {
    JsonNode document;
    try (GZIPInputStream gzip =
        new GZIPInputStream(new ByteArrayInputStream(storage.readBytes(file)))) {
      document = new ObjectMapper().readTree(gzip);
    } catch (IOException damaged) {
      throw new InputException(
          "Cannot read "
              + file
              + ": it is damaged, expected a baseline; delete it to go back to the one before",
          damaged);
    }
    if (document.path("schema_version").asInt(-1) != 1) {
      throw new InputException(
          "Cannot read "
              + file
              + ": schema_version is "
              + document.path("schema_version")
              + ", expected 1");
    }
    return FinishedRun.ofDocument(file.toString(), document);
  }
}
