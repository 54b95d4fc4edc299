package dev.bevdrift.jobs.ingest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.table.PredictionRow;
import dev.bevdrift.jobs.table.PredictionsTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.jobs.table.TableWriter;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Vec3;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Predictions for {@link TinyDataSet}: four boxes a sample, as a submission and as tables. */
final class TinyPredictions {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TinyPredictions() {}

  /** Boxes of a sample: near the car, far from it, with equal scores in all samples. */
  private static List<PredictionRow> boxes(String token, long sampleIndex) {
    int k = Integer.parseInt(token.substring(token.length() - 1));
    List<PredictionRow> rows = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      double near = i == 3 ? 20 : 0.4 * i + 0.3 * k;
      rows.add(
          new PredictionRow(
              "faithful",
              token.substring(0, token.length() - 2),
              token,
              sampleIndex,
              i,
              i == 2 ? "bicycle" : "car",
              i == 0 ? 0.5 : 0.1 + 0.2 * i,
              new Vec3(110 + k + near, 205, 0.5),
              new Vec3(2, 4 + 0.1 * k, 1.6),
              new Quaternion(1, 0, 0, 0.1 * i),
              k,
              0.25,
              i == 1 ? "vehicle.moving" : ""));
    }
    return rows;
  }

  /** Writes a submission of some samples. */
  static void submission(Path results, List<String> tokens) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.putObject("meta").put("use_camera", true).put("use_external", false);
    ((ObjectNode) root.get("meta")).put("use_lidar", false).put("use_map", false);
    ((ObjectNode) root.get("meta")).put("use_radar", false);
    ObjectNode of = root.putObject("results");
    for (String token : tokens) {
      ArrayNode list = of.putArray(token);
      for (PredictionRow row : boxes(token, 0)) {
        Quaternion q = row.rotation();
        list.addObject()
            .put("sample_token", token)
            .put("detection_name", row.detectionName())
            .put("detection_score", row.detectionScore())
            .put("attribute_name", row.attributeName())
            .setAll(
                Map.of(
                    "translation", numbers(row.translation()),
                    "size", numbers(row.size()),
                    "rotation", JSON.createArrayNode().add(q.w()).add(q.x()).add(q.y()).add(q.z()),
                    "velocity", JSON.createArrayNode().add(row.velocityX()).add(row.velocityY())));
      }
    }
    JSON.writeValue(results.toFile(), root);
  }

  private static ArrayNode numbers(Vec3 v) {
    return JSON.createArrayNode().add(v.x()).add(v.y()).add(v.z());
  }

  /** Writes tables of predictions into a folder; scene-b stands first in sample.json. */
  static Path tables(Path folder) {
    for (String scene : List.of("scene-a", "scene-b")) {
      try (TableWriter<PredictionRow> writer =
          PredictionsTable.writer(
              Storage.local(),
              new org.apache.hadoop.fs.Path(
                  folder.toString(), "predictions/" + scene + "-0.parquet"))) {
        for (String rung : List.of("other", "faithful")) {
          for (int k = 0; k < 3; k++) {
            for (PredictionRow row :
                boxes(scene + "-" + k, (scene.equals("scene-b") ? 0 : 3) + k)) {
              writer.write(renamed(row, rung));
            }
          }
        }
        writer.commit();
      }
    }
    return folder.resolve("predictions");
  }

  private static PredictionRow renamed(PredictionRow row, String rung) {
    return new PredictionRow(
        rung,
        row.sceneToken(),
        row.sampleToken(),
        row.sampleIndex(),
        row.ordinal(),
        row.detectionName(),
        rung.equals("other") ? 0.9 : row.detectionScore(),
        row.translation(),
        row.size(),
        row.rotation(),
        row.velocityX(),
        row.velocityY(),
        row.attributeName());
  }
}
