package dev.bevdrift.jobs.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;

/** {@code errors/SCENE-SEQUENCE.json}: what failed in one scene; absent when nothing did. */
public final class ErrorFiles {
  private ErrorFiles() {}

  /** Writes the faults of one scene, or nothing when there are none. */
  public static void write(Storage storage, Path root, SceneUnit unit, List<SceneFault> faults) {
    Path file = file(root, unit);
    if (faults.isEmpty()) {
      // What an earlier attempt may have left.
      storage.delete(file);
      return;
    }
    ArrayNode array = new ObjectMapper().createArrayNode();
    for (SceneFault fault : faults) {
      array
          .addObject()
          .put("scene", fault.scene())
          .put("sample_token", fault.sampleToken())
          .put("rung", fault.rung())
          .put("camera", fault.camera())
          .put("stage", fault.stage())
          .put("message", fault.message());
    }
    try {
      storage.writeText(
          file,
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(array) + "\n");
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("Cannot write a JSON tree as text", impossible);
    }
  }

  /** The faults of one scene; none when it has no file. */
  public static List<SceneFault> read(Storage storage, Path root, SceneUnit unit) {
    Path file = file(root, unit);
    if (!storage.exists(file)) {
      return List.of();
    }
    List<SceneFault> faults = new ArrayList<>();
    try {
      for (JsonNode node : new ObjectMapper().readTree(storage.readBytes(file))) {
        faults.add(
            new SceneFault(
                node.path("scene").asText(),
                node.path("sample_token").asText(),
                node.path("rung").asText(),
                node.path("camera").asText(),
                node.path("stage").asText(),
                node.path("message").asText()));
      }
    } catch (IOException malformed) {
      throw new InputException(
          "Cannot read " + file + ": it is no JSON, expected the faults of a scene", malformed);
    }
    return List.copyOf(faults);
  }

  private static Path file(Path root, SceneUnit unit) {
    return new Path(root, "errors/" + unit.stem() + ".json");
  }
}
