package dev.bevdrift.udf.infer;

import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.udf.ladder.Ladder;
import java.util.List;
import java.util.Map;

/**
 * From boxes in the lidar frame to nuScenes' global frame, dropping those beyond their class's
 * range.
 *
 * <p>The range is the distance from the vehicle on the ground, in the vehicle's frame; a box
 * exactly at its range stays. Heights and yaw are computed in 32 bits, poses in 64, as in the
 * original.
 *
 * <p>Source: the original's output_to_nusc_box and lidar_nusc_box_to_global. Thread-safe.
 */
public final class GlobalBoxes {
  private static final float QUARTER_TURN = (float) (Math.PI / 2);

  private final List<String> classes;
  private final double[] rangeM;

  private GlobalBoxes(List<String> classes, Map<String, Double> classRangeM) {
    this.classes = List.copyOf(classes);
    rangeM = classes.stream().mapToDouble(classRangeM::get).toArray();
  }

  /** The conversion with this ladder's classes and ranges. */
  public static GlobalBoxes of(Ladder ladder) {
    return of(ladder.classes(), ladder.classRangeM());
  }

  static GlobalBoxes of(List<String> classes, Map<String, Double> classRangeM) {
    return new GlobalBoxes(classes, classRangeM);
  }

  /** Converts the boxes of the frame they were detected in. */
  public Detections convert(LidarBoxes boxes, Frame frame) {
    return convert(boxes, frame.lidar2ego(), frame.ego2global());
  }

  Detections convert(LidarBoxes boxes, Pose lidar2ego, Pose ego2global) {
    Pose toEgo = unit(lidar2ego);
    Pose toGlobal = unit(ego2global);
    Detections.Builder out = Detections.of(classes, boxes.size());
    for (int i = 0; i < boxes.size(); i++) {
      float centreZ = boxes.bottomZ(i) + boxes.height(i) * 0.5f;
      Vec3 inEgo = toEgo.apply(new Vec3(boxes.x(i), boxes.y(i), centreZ));
      int label = boxes.label(i);
      if (Math.sqrt(inEgo.x() * inEgo.x() + inEgo.y() * inEgo.y()) > rangeM[label]) {
        continue;
      }
      float yawRad = -boxes.yawRad(i) - QUARTER_TURN;
      Quaternion turn =
          toGlobal.rotation().times(toEgo.rotation().times(Quaternion.aboutZ(yawRad)));
      Vec3 velocity =
          toGlobal
              .rotation()
              .rotate(toEgo.rotation().rotate(new Vec3(boxes.velocityX(i), boxes.velocityY(i), 0)));
      out.add(
          label,
          boxes.score(i),
          toGlobal.apply(inEgo),
          new Vec3(boxes.width(i), boxes.length(i), boxes.height(i)),
          turn,
          velocity.x(),
          velocity.y(),
          Attributes.of(classes.get(label), velocity.x(), velocity.y()));
    }
    return out.build();
  }

  private static Pose unit(Pose pose) {
    return new Pose(pose.translation(), pose.rotation().normalized());
  }
}
