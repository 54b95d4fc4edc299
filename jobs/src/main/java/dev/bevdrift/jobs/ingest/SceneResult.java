package dev.bevdrift.jobs.ingest;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bevdrift.jobs.table.DatasetInfo.LeftOut;
import dev.bevdrift.jobs.table.IndexRow;
import java.util.List;
import java.util.Optional;

/**
 * What became of one scene; travels and rests as JSON.
 *
 * @param scene its name
 * @param fingerprint of the plan, the settings and the inputs' lengths
 * @param files one row a file written, by sequence
 * @param leftOut keyframes left out, one entry a reason
 * @param warnings what the scene lacks, the same words for like lacks
 */
record SceneResult(
    @JsonProperty("scene") String scene,
    @JsonProperty("fingerprint") String fingerprint,
    @JsonProperty("files") List<IndexRow> files,
    @JsonProperty("left_out") List<LeftOut> leftOut,
    @JsonProperty("warnings") List<String> warnings) {
  private static final ObjectMapper JSON = new ObjectMapper();

  SceneResult {
    files = List.copyOf(files);
    leftOut = List.copyOf(leftOut);
    warnings = List.copyOf(warnings);
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the result of " + scene, e);
    }
  }

  /** From {@link #toJson}; empty for anything else. */
  static Optional<SceneResult> ofJson(String json) {
    try {
      return Optional.of(JSON.readValue(json, SceneResult.class));
    } catch (JsonProcessingException | NullPointerException e) {
      return Optional.empty();
    }
  }
}
