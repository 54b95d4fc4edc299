package dev.bevdrift.jobs.doctor;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.metrics.command.MetricsGround;
import dev.bevdrift.metrics.nuscenes.SubmissionJson;
import dev.bevdrift.metrics.score.DetectionConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Real detectors' boxes on real frames, where someone has put them beside the project. */
final class RealMaterial {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RealMaterial() {}

  /** Whether someone has put them there. */
  static boolean isHere() {
    return Files.isDirectory(folder());
  }

  private static Path folder() {
    Path shared =
        Optional.ofNullable(System.getenv("BEVDRIFT_SHARED"))
            .map(Path::of)
            .orElseGet(
                () ->
                    Path.of(System.getProperty("bevdrift.root"))
                        .toAbsolutePath()
                        .normalize()
                        .resolveSibling("shared"));
    return shared.resolve("data").resolve("nuscenes-mini-val");
  }

  /** The boxes of a detector; the calling test is skipped where they are missing. */
  static Material of(String detector) throws IOException {
    if (!isHere()) {
      assumeThat(false).as("skipped: no real frames here").isTrue();
    }
    Path folder = folder();
    DetectionConfig config = DetectionConfig.cvpr2019();
    MetricsGround ground = MetricsGround.read(folder, "v1.0-mini", "mini_val", config);
    GroundTruth truth = ground.truth().truth();
    return new Material(
        detector,
        truth.samples(),
        SubmissionJson.read(
                folder.resolve("results").resolve(detector).resolve("results_nusc.json"),
                truth.samples(),
                ground.split().kind(),
                config.maxBoxesPerSample())
            .boxes(),
        truth.boxes(),
        poses(folder.resolve("v1.0-mini"), truth));
  }

  private static List<FramePose> poses(Path tables, GroundTruth truth) throws IOException {
    Map<String, JsonNode> egos = byToken(tables.resolve("ego_pose.json"));
    Map<String, JsonNode> calibrations = byToken(tables.resolve("calibrated_sensor.json"));
    Map<String, FramePose> bySample = new HashMap<>();
    for (JsonNode data : JSON.readTree(tables.resolve("sample_data.json").toFile())) {
      boolean lidar = data.get("filename").textValue().contains("LIDAR_TOP");
      if (lidar && data.get("is_key_frame").booleanValue()) {
        bySample.put(
            data.get("sample_token").textValue(),
            new FramePose(
                pose(calibrations.get(data.get("calibrated_sensor_token").textValue())),
                pose(egos.get(data.get("ego_pose_token").textValue()))));
      }
    }
    List<FramePose> poses = new ArrayList<>();
    truth.samples().tokens().forEach(token -> poses.add(bySample.get(token)));
    return poses;
  }

  private static Map<String, JsonNode> byToken(Path table) throws IOException {
    Map<String, JsonNode> rows = new HashMap<>();
    JSON.readTree(table.toFile()).forEach(row -> rows.put(row.get("token").textValue(), row));
    return rows;
  }

  private static Pose pose(JsonNode row) {
    JsonNode t = row.get("translation");
    JsonNode q = row.get("rotation");
    return new Pose(
        new Vec3(t.get(0).asDouble(), t.get(1).asDouble(), t.get(2).asDouble()),
        new Quaternion(
            q.get(0).asDouble(), q.get(1).asDouble(), q.get(2).asDouble(), q.get(3).asDouble()));
  }
}
