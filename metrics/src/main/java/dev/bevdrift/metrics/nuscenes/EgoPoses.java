package dev.bevdrift.metrics.nuscenes;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.Vec3;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where the ego vehicle stood at the LiDAR keyframe of each sample. */
final class EgoPoses {
  /** The sensor whose keyframes count. */
  static final String CHANNEL = "LIDAR_TOP";

  private EgoPoses() {}

  /** Sample token to the translation of the ego pose of its LiDAR keyframe. */
  static Map<String, Vec3> translations(Path folder, Set<String> samples) {
    Map<String, String> channels = TableReader.namesOf(folder, "sensor", "channel");
    Map<String, String> sensors = TableReader.namesOf(folder, "calibrated_sensor", "sensor_token");
    sensors.values().removeIf(sensor -> !CHANNEL.equals(channels.get(sensor)));
    Set<String> lidars = sensors.keySet();
    Map<String, String> poseOf =
        TableScan.orElse(
            () -> EgoPoseScan.poses(folder, samples, lidars),
            () -> posesWithCare(folder, samples, lidars));
    Set<String> wanted = new HashSet<>(poseOf.values());
    Map<String, Vec3> translations =
        TableScan.orElse(
            () -> EgoPoseScan.translations(folder, wanted),
            () -> translationsWithCare(folder, wanted));
    Map<String, Vec3> bySample = new HashMap<>();
    poseOf.forEach(
        (sample, pose) -> {
          Vec3 translation = translations.get(pose);
          if (translation == null) {
            throw new InputException(
                "Cannot read "
                    + folder.resolve("ego_pose.json")
                    + ": token "
                    + pose
                    + " of sample "
                    + sample
                    + " is absent, expected a row");
          }
          bySample.put(sample, translation);
        });
    return bySample;
  }

  /** Ego pose token to translation, for the wanted ones. */
  static Map<String, Vec3> translationsWithCare(Path folder, Set<String> wanted) {
    Map<String, Vec3> translations = new HashMap<>();
    try (TableReader table = TableReader.open(folder, "ego_pose")) {
      while (table.nextRow()) {
        Optional<String> token = Optional.empty();
        Optional<Vec3> translation = Optional.empty();
        while (table.nextField()) {
          switch (table.field()) {
            case "token" -> token = Optional.of(table.text());
            case "translation" -> translation = Optional.of(table.vec3());
            default -> table.skip();
          }
        }
        table.require(token.isPresent(), "token");
        if (wanted.contains(token.get())) {
          table.require(translation.isPresent(), "translation");
          translations.put(token.get(), translation.get());
        }
      }
    }
    return translations;
  }

  /** Sample token to ego pose token; of several keyframes the last counts, as in the devkit. */
  static Map<String, String> posesWithCare(Path folder, Set<String> samples, Set<String> lidars) {
    Map<String, String> poseOf = new HashMap<>();
    try (TableReader table = TableReader.open(folder, "sample_data")) {
      while (table.nextRow()) {
        String sample = "";
        String pose = "";
        String sensor = "";
        boolean keyframe = false;
        while (table.nextField()) {
          switch (table.field()) {
            case "token" -> table.text();
            case "sample_token" -> sample = table.text();
            case "ego_pose_token" -> pose = table.text();
            case "calibrated_sensor_token" -> sensor = table.text();
            case "is_key_frame" -> keyframe = table.truth();
            default -> table.skip();
          }
        }
        table.require(!sample.isEmpty(), "sample_token");
        table.require(!sensor.isEmpty(), "calibrated_sensor_token");
        if (keyframe && lidars.contains(sensor) && samples.contains(sample)) {
          table.require(!pose.isEmpty(), "ego_pose_token");
          poseOf.put(sample, pose);
        }
      }
    }
    return poseOf;
  }
}
