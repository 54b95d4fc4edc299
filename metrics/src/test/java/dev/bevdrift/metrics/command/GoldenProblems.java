package dev.bevdrift.metrics.command;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * The problems that {@code export/golden/make_metrics.py} generated and nuscenes-devkit answered,
 * and their data sets as tables.
 */
final class GoldenProblems {
  static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private GoldenProblems() {}

  static JsonNode read() {
    try (InputStream in =
        new GZIPInputStream(
            Objects.requireNonNull(
                GoldenProblems.class.getResourceAsStream(
                    "/dev/bevdrift/metrics/golden/metrics.json.gz")))) {
      return MAPPER.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the tables, the splits and the submission of a problem. */
  static void write(JsonNode problem, Path root) throws IOException {
    Path folder = Files.createDirectories(root.resolve("v1.0-mini"));
    Files.writeString(root.resolve("results_nusc.json"), problem.get("submission").asText());
    ArrayNode sensor = MAPPER.createArrayNode();
    sensor.addObject().put("token", "lidar").put("channel", "LIDAR_TOP");
    table(folder, "sensor", sensor);
    ArrayNode calibration = MAPPER.createArrayNode();
    calibration.addObject().put("token", "calibration").put("sensor_token", "lidar");
    table(folder, "calibrated_sensor", calibration);
    writeSamples(problem, folder);
    writeAnnotations(problem, folder);
    if (!problem.get("custom_scenes").isEmpty()) {
      ObjectNode splits = MAPPER.createObjectNode();
      splits.set(problem.get("split").asText(), problem.get("custom_scenes"));
      MAPPER.writeValue(folder.resolve("splits.json").toFile(), splits);
    }
  }

  private static void writeSamples(JsonNode problem, Path folder) throws IOException {
    ArrayNode scenes = MAPPER.createArrayNode();
    ArrayNode samples = MAPPER.createArrayNode();
    ArrayNode data = MAPPER.createArrayNode();
    ArrayNode poses = MAPPER.createArrayNode();
    Set<String> sceneNames = new LinkedHashSet<>();
    for (JsonNode s : problem.get("samples")) {
      String token = s.get(0).asText();
      String scene = s.get(1).asText();
      sceneNames.add(scene);
      samples
          .addObject()
          .put("token", token)
          .put("timestamp", s.get(2).asLong())
          .put("prev", "")
          .put("next", "")
          .put("scene_token", "token-" + scene);
      data.addObject()
          .put("token", "d-" + token)
          .put("sample_token", token)
          .put("ego_pose_token", "p-" + token)
          .put("calibrated_sensor_token", "calibration")
          .put("is_key_frame", true);
      ObjectNode pose = poses.addObject();
      pose.put("token", "p-" + token).put("timestamp", s.get(2).asLong());
      pose.putArray("translation").add(s.get(3)).add(s.get(4)).add(0);
    }
    for (String scene : sceneNames) {
      scenes.addObject().put("token", "token-" + scene).put("name", scene);
    }
    table(folder, "scene", scenes);
    table(folder, "sample", samples);
    table(folder, "sample_data", data);
    table(folder, "ego_pose", poses);
  }

  private static void writeAnnotations(JsonNode problem, Path folder) throws IOException {
    ArrayNode instances = MAPPER.createArrayNode();
    ArrayNode rows = MAPPER.createArrayNode();
    Set<String> categories = new LinkedHashSet<>();
    Set<String> attributes = new LinkedHashSet<>();
    int index = 0;
    for (JsonNode a : problem.get("annotations")) {
      categories.add(a.get(1).asText());
      instances
          .addObject()
          .put("token", "i" + index)
          .put("category_token", "c-" + a.get(1).asText());
      ObjectNode row = rows.addObject();
      row.put("token", "a" + index)
          .put("sample_token", problem.get("samples").get(a.get(0).asInt()).get(0).asText())
          .put("instance_token", "i" + index)
          .put("prev", annotation(a.get(6)))
          .put("next", annotation(a.get(7)))
          .put("num_lidar_pts", a.get(8).asInt())
          .put("num_radar_pts", a.get(9).asInt());
      ArrayNode tokens = row.putArray("attribute_tokens");
      for (JsonNode name : a.get(2)) {
        attributes.add(name.asText());
        tokens.add("t-" + name.asText());
      }
      row.set("translation", a.get(3));
      row.set("size", a.get(4));
      row.set("rotation", a.get(5));
      index++;
    }
    ArrayNode categoryRows = MAPPER.createArrayNode();
    categories.forEach(c -> categoryRows.addObject().put("token", "c-" + c).put("name", c));
    ArrayNode attributeRows = MAPPER.createArrayNode();
    attributes.forEach(t -> attributeRows.addObject().put("token", "t-" + t).put("name", t));
    table(folder, "category", categoryRows);
    table(folder, "attribute", attributeRows);
    table(folder, "instance", instances);
    table(folder, "sample_annotation", rows);
  }

  private static String annotation(JsonNode index) {
    return index.asInt() < 0 ? "" : "a" + index.asInt();
  }

  private static void table(Path folder, String name, JsonNode rows) throws IOException {
    MAPPER.writeValue(folder.resolve(name + ".json").toFile(), rows);
  }
}
