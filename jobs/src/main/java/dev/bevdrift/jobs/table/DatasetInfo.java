package dev.bevdrift.jobs.table;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.bevdrift.metrics.InputException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * What a folder of frames is and what it lacks: the file {@value #FILE} in it, written last.
 *
 * @param schemaVersion {@value #VERSION}
 * @param name the data set's name
 * @param version of nuScenes, such as v1.0-mini
 * @param split such as mini_val
 * @param synthetic whether the pictures are made, not taken
 * @param notice shown wherever the data is shown; "" if none
 * @param annotations whether the boxes are known
 * @param canBus original, correct or none
 * @param images embed or reference
 * @param sequenceCap the most frames of a sequence
 * @param fingerprint of the inputs and settings, hexadecimal
 * @param taken what was taken
 * @param leftOut what was left out, and why
 * @param warnings what a reader should know; one line each
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record DatasetInfo(
    @JsonProperty(value = "schema_version", required = true) int schemaVersion,
    @JsonProperty(value = "name", required = true) String name,
    @JsonProperty(value = "version", required = true) String version,
    @JsonProperty(value = "split", required = true) String split,
    @JsonProperty(value = "synthetic", required = true) boolean synthetic,
    @JsonProperty(value = "notice", required = true) String notice,
    @JsonProperty(value = "annotations", required = true) boolean annotations,
    @JsonProperty(value = "can_bus", required = true) String canBus,
    @JsonProperty(value = "images", required = true) String images,
    @JsonProperty(value = "sequence_cap", required = true) int sequenceCap,
    @JsonProperty(value = "fingerprint", required = true) String fingerprint,
    @JsonProperty(value = "taken", required = true) Taken taken,
    @JsonProperty(value = "left_out", required = true) List<LeftOut> leftOut,
    @JsonProperty(value = "warnings", required = true) List<String> warnings) {
  /** The file's name within a folder of frames. */
  public static final String FILE = "_dataset.json";

  /** The version of this file's schema. */
  public static final int VERSION = 1;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);

  /**
   * What was taken.
   *
   * @param scenes with at least one frame
   * @param frames keyframes
   */
  public record Taken(
      @JsonProperty(value = "scenes", required = true) int scenes,
      @JsonProperty(value = "frames", required = true) int frames) {}

  /**
   * Keyframes of one scene that were left out for one reason.
   *
   * @param scene its name
   * @param frames how many
   * @param reason one line
   */
  public record LeftOut(
      @JsonProperty(value = "scene", required = true) String scene,
      @JsonProperty(value = "frames", required = true) int frames,
      @JsonProperty(value = "reason", required = true) String reason) {}

  public DatasetInfo {
    leftOut = List.copyOf(leftOut);
    warnings = List.copyOf(warnings);
  }

  /** Keyframes that were left out, for whatever reason. */
  public int leftOutFrames() {
    return leftOut.stream().mapToInt(LeftOut::frames).sum();
  }

  /** Whether a folder holds finished frames. */
  public static boolean isIn(Storage storage, Path framesFolder) {
    return storage.exists(new Path(framesFolder, FILE));
  }

  /** Reads the file of a folder of frames. */
  public static DatasetInfo read(Storage storage, Path framesFolder) {
    Path file = new Path(framesFolder, FILE);
    if (!storage.exists(file)) {
      throw new InputException(
          "Cannot read "
              + file
              + ": no such file, expected a folder of frames that IngestJob ended");
    }
    DatasetInfo info;
    try {
      info = JSON.readValue(storage.readText(file), DatasetInfo.class);
    } catch (JsonProcessingException e) {
      throw new InputException("Cannot read " + file + ": " + e.getOriginalMessage(), e);
    }
    if (info.schemaVersion != VERSION) {
      throw new InputException(
          "Cannot read "
              + file
              + ": schema_version is "
              + info.schemaVersion
              + ", expected "
              + VERSION);
    }
    return info;
  }

  /** Writes the file into a folder of frames. */
  public void write(Storage storage, Path framesFolder) {
    try {
      storage.writeText(new Path(framesFolder, FILE), JSON.writeValueAsString(this) + "\n");
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("Cannot write " + FILE, e);
    }
  }
}
