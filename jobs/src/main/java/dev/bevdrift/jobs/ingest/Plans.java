package dev.bevdrift.jobs.ingest;

import dev.bevdrift.jobs.table.DatasetInfo.LeftOut;
import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.udf.infer.CameraView;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.ImageAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The plans of the chosen scenes, made on the driver from one pass over each table. */
final class Plans {
  private final List<ScenePlan> scenes;
  private final boolean annotated;

  private Plans(List<ScenePlan> scenes, boolean annotated) {
    this.scenes = scenes;
    this.annotated = annotated;
  }

  /**
   * @param sceneNames which scenes to take
   * @throws dev.bevdrift.metrics.InputException when a table cannot be used
   */
  static Plans read(DataRoot root, Set<String> sceneNames) {
    Keyframes keyframes = Keyframes.read(root, sceneNames);
    Boxes boxes = Boxes.read(root, keyframes.samples());
    List<ScenePlan> plans = new ArrayList<>();
    for (SceneRow scene : keyframes.scenes()) {
      plans.add(plan(scene, keyframes, boxes));
    }
    return new Plans(plans, boxes.any());
  }

  /** By scene name. */
  List<ScenePlan> scenes() {
    return scenes;
  }

  /** Whether the data set knows any box. */
  boolean annotated() {
    return annotated;
  }

  private static ScenePlan plan(SceneRow scene, Keyframes keyframes, Boxes boxes) {
    List<Frame> frames = new ArrayList<>();
    Map<String, Integer> lacking = new TreeMap<>();
    for (SampleRow sample : keyframes.of(scene)) {
      Map<String, DataRow> data = keyframes.data(sample);
      String missing = missing(data);
      if (missing.isEmpty()) {
        frames.add(frame(sample, data, keyframes, boxes));
      } else {
        lacking.merge("sample_data.json has no keyframe of " + missing, 1, Integer::sum);
      }
    }
    List<LeftOut> leftOut = new ArrayList<>();
    lacking.forEach((reason, count) -> leftOut.add(new LeftOut(scene.name(), count, reason)));
    return ScenePlan.of(scene.name(), frames, leftOut);
  }

  private static String missing(Map<String, DataRow> data) {
    List<String> missing = new ArrayList<>(SensorRow.CAMERAS);
    missing.add(SensorRow.LIDAR);
    missing.removeAll(data.keySet());
    return String.join(", ", missing);
  }

  private static Frame frame(
      SampleRow sample, Map<String, DataRow> data, Keyframes keyframes, Boxes boxes) {
    DataRow lidar = data.get(SensorRow.LIDAR);
    Pose ego2global = keyframes.ego2global(lidar);
    List<CameraView> cameras = new ArrayList<>();
    for (String channel : SensorRow.CAMERAS) {
      DataRow row = data.get(channel);
      cameras.add(
          CameraView.of(channel, row.token())
              .timestampUs(row.timestampUs())
              .address(new ImageAddress(row.file(), 0, ImageAddress.WHOLE))
              .size(row.width(), row.height())
              .intrinsics(
                  row.sensor().intrinsics().stream().mapToDouble(Double::doubleValue).toArray())
              .sensor2ego(row.sensor().sensor2ego())
              .ego2global(keyframes.ego2global(row))
              .build());
    }
    Frame.Builder frame =
        Frame.of(sample.scene().token(), sample.scene().name(), sample.token())
            .sampleIndex(sample.index())
            .timestampUs(sample.timestampUs())
            .location(sample.scene().location())
            .vehicle(sample.scene().vehicle())
            .log(sample.scene().log())
            .description(sample.scene().description())
            .cameras(cameras)
            .lidar2ego(lidar.sensor().sensor2ego())
            .ego2global(ego2global)
            .canBus(new double[Frame.CAN_BUS_SIZE])
            .annotations(boxes.of(sample));
    if (!sample.prev().isEmpty()) {
      frame.prevSampleToken(sample.prev());
    }
    return frame.build();
  }
}
