package dev.bevdrift.jobs.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * Which frames a run took, out of the run.json beside its predictions.
 *
 * @param scenes names, empty for all
 * @param limit most frames, 0 for all
 */
record RunInputs(List<String> scenes, int limit) {
  private static final RunInputs ALL = new RunInputs(List.of(), 0);

  RunInputs {
    scenes = List.copyOf(scenes);
  }

  /** Reads the run of a folder of predictions; all frames where there is no run around it. */
  static RunInputs beside(Storage storage, Path predictions) {
    Path file = new Path(root(predictions), "run.json");
    if (!storage.exists(file)) {
      return ALL;
    }
    try {
      JsonNode inputs = new ObjectMapper().readTree(storage.readBytes(file)).path("inputs");
      String scenes = inputs.path("scenes").asText("");
      return new RunInputs(
          scenes.isEmpty() ? List.of() : List.of(scenes.split(",", -1)),
          inputs.path("limit").asInt(0));
    } catch (IOException malformed) {
      throw new InputException(
          "Cannot read " + file + ": it is no JSON, expected a run of this version", malformed);
    }
  }

  /** The folder of the run whose predictions lie here. */
  static Path root(Path predictions) {
    return new Path(predictions, "..");
  }
}
