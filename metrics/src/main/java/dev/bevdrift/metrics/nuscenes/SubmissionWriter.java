package dev.bevdrift.metrics.nuscenes;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.DetectionBoxes;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/**
 * Writes a submission sample by sample: {@code results_nusc.json}.
 *
 * <p>The file appears under its name on {@link #commit}; closing without it leaves nothing. Samples
 * should come in the order of {@code sample.json}, since ties are decided by it. Not thread-safe.
 */
public final class SubmissionWriter implements AutoCloseable {
  /** The file's usual name. */
  public static final String NAME = "results_nusc.json";

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .build();

  private final Path file;
  private final Path beside;
  private final JsonGenerator json;
  private final Map<String, Boolean> meta;

  private SubmissionWriter(Path file, Path beside, JsonGenerator json, Map<String, Boolean> meta) {
    this.file = file;
    this.beside = beside;
    this.json = json;
    this.meta = meta;
  }

  /** What a camera-only detector says about itself. */
  public static Map<String, Boolean> cameraOnly() {
    return Map.of(
        "use_camera", true,
        "use_lidar", false,
        "use_radar", false,
        "use_map", false,
        "use_external", false);
  }

  /**
   * Starts a file.
   *
   * @param meta what the detector used, by nuScenes' names; written in the order of the names
   */
  public static SubmissionWriter create(Path file, Map<String, Boolean> meta) {
    Path beside = file.resolveSibling(file.getFileName() + ".part");
    try {
      if (file.toAbsolutePath().getParent() != null) {
        Files.createDirectories(file.toAbsolutePath().getParent());
      }
      JsonGenerator json = FACTORY.createGenerator(beside.toFile(), JsonEncoding.UTF8);
      json.writeStartObject();
      json.writeObjectFieldStart("results");
      return new SubmissionWriter(file, beside, json, Map.copyOf(meta));
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /**
   * Writes one sample; each token once.
   *
   * @param token of the sample
   * @param boxes in the order in which ties are decided
   * @param from first box of the sample in {@code boxes}
   * @param to one past its last
   */
  public SubmissionWriter sample(String token, DetectionBoxes boxes, int from, int to) {
    try {
      json.writeArrayFieldStart(token);
      for (int i = from; i < to; i++) {
        box(token, boxes, i);
      }
      json.writeEndArray();
      return this;
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  private void box(String token, DetectionBoxes b, int i) throws IOException {
    json.writeStartObject();
    json.writeStringField("sample_token", token);
    array("translation", b.x(i), b.y(i), b.z(i));
    array("size", b.width(i), b.length(i), b.height(i));
    json.writeArrayFieldStart("rotation");
    json.writeNumber(b.qw(i));
    json.writeNumber(b.qx(i));
    json.writeNumber(b.qy(i));
    json.writeNumber(b.qz(i));
    json.writeEndArray();
    json.writeArrayFieldStart("velocity");
    json.writeNumber(b.vx(i));
    json.writeNumber(b.vy(i));
    json.writeEndArray();
    json.writeStringField("detection_name", b.detectionClass(i).jsonName());
    json.writeFieldName("detection_score");
    json.writeNumber(b.score(i));
    json.writeStringField("attribute_name", b.attribute(i).jsonName());
    json.writeEndObject();
  }

  private void array(String name, double x, double y, double z) throws IOException {
    json.writeArrayFieldStart(name);
    json.writeNumber(x);
    json.writeNumber(y);
    json.writeNumber(z);
    json.writeEndArray();
  }

  /** Completes the file and gives it its name. */
  public void commit() {
    try {
      json.writeEndObject();
      json.writeObjectFieldStart("meta");
      for (String name : meta.keySet().stream().sorted().toList()) {
        json.writeBooleanField(name, meta.get(name));
      }
      json.writeEndObject();
      json.writeEndObject();
      json.close();
      move();
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  private void move() throws IOException {
    try {
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Override
  public void close() {
    try {
      json.close();
      Files.deleteIfExists(beside);
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  private static InputException failure(Path file, IOException e) {
    return new InputException(
        "Cannot write " + file + ": " + e.getMessage() + ", expected a writable place", e);
  }
}
