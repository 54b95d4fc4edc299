package dev.bevdrift.jobs.ingest;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.Pose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The keyframes of the chosen scenes and what their sensors saw: scene, log, sample, sensor,
 * calibrated_sensor, sample_data and ego_pose joined, each table streamed once.
 *
 * <p>Rows of other scenes, of other sensors and between keyframes are passed over.
 */
final class Keyframes {
  private final List<SceneRow> scenes;
  private final Map<String, SampleRow> samples = new HashMap<>();
  private final Map<String, List<SampleRow>> byScene = new HashMap<>();
  private final Map<String, Map<String, DataRow>> data = new HashMap<>();
  private final Map<String, Pose> egoPoses = new HashMap<>();

  private Keyframes(List<SceneRow> scenes) {
    this.scenes = scenes;
  }

  /**
   * @param sceneNames which scenes to take
   * @throws InputException for an unknown scene, a dangling token, a malformed field, or time that
   *     runs backwards
   */
  static Keyframes read(DataRoot root, Set<String> sceneNames) {
    Map<String, SceneRow> all = scenes(root);
    Set<String> known = new HashSet<>();
    all.values().forEach(scene -> known.add(scene.name()));
    for (String name : sceneNames) {
      if (!known.contains(name)) {
        throw new InputException(
            "Cannot take scene "
                + name
                + ": scene.json of "
                + root
                + " does not have it, expected one of its "
                + known.size()
                + " scenes");
      }
    }
    List<SceneRow> chosen =
        all.values().stream()
            .filter(scene -> sceneNames.contains(scene.name()))
            .sorted(Comparator.comparing(SceneRow::name))
            .toList();
    Keyframes keyframes = new Keyframes(chosen);
    keyframes.readSamples(root, all);
    keyframes.readData(root);
    keyframes.readEgoPoses(root);
    return keyframes;
  }

  /** The chosen scenes, by name. */
  List<SceneRow> scenes() {
    return scenes;
  }

  /** The keyframes of a scene, in time order. */
  List<SampleRow> of(SceneRow scene) {
    return byScene.getOrDefault(scene.token(), List.of());
  }

  /** The chosen keyframes, by token. */
  Map<String, SampleRow> samples() {
    return samples;
  }

  /** What the sensors saw at a keyframe, by channel; a channel may be absent. */
  Map<String, DataRow> data(SampleRow sample) {
    return data.getOrDefault(sample.token(), Map.of());
  }

  /** The vehicle's pose in the world when a sensor fired. */
  Pose ego2global(DataRow row) {
    return egoPoses.get(row.egoPoseToken());
  }

  private static Map<String, SceneRow> scenes(DataRoot root) {
    record Log(String location, String vehicle, String file) {}
    Map<String, Log> logs =
        root.byToken(
            "log",
            row -> new Log(row.text("location"), row.text("vehicle"), row.anyText("logfile")));
    Set<String> names = new HashSet<>();
    return root.byToken(
        "scene",
        row -> {
          Log log = logs.get(row.text("log_token"));
          if (log == null) {
            throw dangling(row, "log_token", "log");
          }
          String name = row.text("name");
          if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*") || !names.add(name)) {
            throw row.fault(
                "name", "is " + name, "letters, digits, '.', '_' or '-', and each name once");
          }
          return new SceneRow(
              row.token(),
              name,
              row.anyText("description"),
              log.location(),
              log.vehicle(),
              log.file());
        });
  }

  private void readSamples(DataRoot root, Map<String, SceneRow> all) {
    Set<String> tokens = new HashSet<>();
    scenes.forEach(scene -> tokens.add(scene.token()));
    long[] index = {0};
    root.rows(
        "sample",
        row -> {
          SceneRow scene = all.get(row.text("scene_token"));
          if (scene == null) {
            throw dangling(row, "scene_token", "scene");
          }
          long position = index[0]++;
          if (!tokens.contains(scene.token())) {
            return;
          }
          SampleRow sample =
              new SampleRow(
                  row.token(), position, row.whole("timestamp"), row.anyText("prev"), scene);
          if (samples.put(sample.token(), sample) != null) {
            throw row.fault("token", "comes twice", "each token once");
          }
          byScene.computeIfAbsent(scene.token(), ignored -> new ArrayList<>()).add(sample);
        });
    for (List<SampleRow> sequence : byScene.values()) {
      sequence.sort(Comparator.comparingLong(SampleRow::timestampUs));
      sequence.forEach(this::checkPrevious);
    }
  }

  private void checkPrevious(SampleRow sample) {
    if (sample.prev().isEmpty()) {
      return;
    }
    SampleRow before = samples.get(sample.prev());
    String fact;
    if (before == null || !before.scene().equals(sample.scene())) {
      fact = "prev " + sample.prev() + " is not a sample of " + sample.scene().name();
    } else if (before.timestampUs() >= sample.timestampUs()) {
      fact =
          "time runs backwards, from "
              + before.timestampUs()
              + " at prev "
              + before.token()
              + " to "
              + sample.timestampUs();
    } else {
      return;
    }
    throw new InputException(
        "Cannot read sample.json: row "
            + sample.index()
            + ", token "
            + sample.token()
            + ": "
            + fact
            + ", expected the keyframe before");
  }

  private void readData(DataRoot root) {
    Map<String, String> channels = root.byToken("sensor", row -> row.text("channel"));
    Map<String, SensorRow> sensors =
        root.byToken("calibrated_sensor", row -> calibration(row, channels));
    root.rows(
        "sample_data",
        row -> {
          if (!row.flag("is_key_frame") || !samples.containsKey(row.text("sample_token"))) {
            return;
          }
          SensorRow sensor = sensors.get(row.text("calibrated_sensor_token"));
          if (sensor == null) {
            throw dangling(row, "calibrated_sensor_token", "calibrated_sensor");
          }
          boolean camera = SensorRow.CAMERAS.contains(sensor.channel());
          if (!camera && !sensor.channel().equals(SensorRow.LIDAR)) {
            return;
          }
          String file = row.text("filename");
          if (file.startsWith("/") || Arrays.asList(file.split("/")).contains("..")) {
            throw row.fault("filename", "is " + file, "a file within the data set");
          }
          int least = camera ? 1 : 0;
          DataRow seen =
              new DataRow(
                  row.token(),
                  sensor,
                  row.text("ego_pose_token"),
                  row.whole("timestamp"),
                  file,
                  row.count("width", least),
                  row.count("height", least));
          Map<String, DataRow> ofSample =
              data.computeIfAbsent(row.text("sample_token"), ignored -> new HashMap<>());
          if (ofSample.put(sensor.channel(), seen) != null) {
            throw row.fault(
                "sample_token",
                "has a second keyframe of " + sensor.channel(),
                "one of each sensor");
          }
        });
  }

  private static SensorRow calibration(JsonRow row, Map<String, String> channels) {
    String channel = channels.get(row.text("sensor_token"));
    if (channel == null) {
      throw dangling(row, "sensor_token", "sensor");
    }
    List<Double> intrinsics =
        SensorRow.CAMERAS.contains(channel)
            ? Arrays.stream(row.matrix("camera_intrinsic", 3, 3)).boxed().toList()
            : List.of();
    return new SensorRow(channel, row.pose(), intrinsics);
  }

  private void readEgoPoses(DataRoot root) {
    Set<String> wanted = new HashSet<>();
    for (Map<String, DataRow> rows : data.values()) {
      rows.values().forEach(row -> wanted.add(row.egoPoseToken()));
    }
    root.rows(
        "ego_pose",
        row -> {
          if (wanted.contains(row.token())) {
            egoPoses.put(row.token(), row.pose());
          }
        });
    for (Map<String, DataRow> rows : data.values()) {
      for (DataRow row : rows.values()) {
        if (!egoPoses.containsKey(row.egoPoseToken())) {
          throw new InputException(
              "Cannot read sample_data.json: token "
                  + row.token()
                  + ", ego_pose_token is "
                  + row.egoPoseToken()
                  + ", expected a token of ego_pose.json");
        }
      }
    }
  }

  /** A token that its table does not have. */
  static InputException dangling(JsonRow row, String field, String table) {
    return row.fault(field, "is " + row.anyText(field), "a token of " + table + ".json");
  }
}
