package dev.bevdrift.jobs.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bevdrift.jobs.table.PredictionRow;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.udf.infer.Annotation;
import java.util.Arrays;
import java.util.List;

/**
 * A box of one frame as the page draws it.
 *
 * @param name detection class
 * @param centre metres, in the vehicle's frame of the keyframe: x forward, y left, z up
 * @param size width, length, height in metres
 * @param yawRad heading in that frame; roll and pitch are not drawn
 * @param score 1 for a true box
 */
record EgoBox(String name, Vec3 centre, Vec3 size, double yawRad, double score) {
  /** Names of the classes; a page names a class by its place here. */
  static final List<String> CLASSES =
      Arrays.stream(DetectionClass.values()).map(DetectionClass::jsonName).toList();

  private static final double CENTI = 100;
  private static final double MILLI = 1000;

  static EgoBox of(PredictionRow row, Pose egoFromGlobal) {
    return of(
        row.detectionName(),
        row.translation(),
        row.size(),
        row.rotation(),
        row.detectionScore(),
        egoFromGlobal);
  }

  static EgoBox of(Annotation truth, Pose egoFromGlobal) {
    return of(
        truth.detectionName(),
        truth.translation(),
        truth.size(),
        truth.rotation(),
        1,
        egoFromGlobal);
  }

  private static EgoBox of(
      String name, Vec3 centre, Vec3 size, Quaternion rotation, double score, Pose egoFromGlobal) {
    double yawRad = egoFromGlobal.rotation().times(rotation).yawRad();
    return new EgoBox(name, egoFromGlobal.apply(centre), size, yawRad, score);
  }

  /** Distance between centres on the ground, metres. */
  double distanceM(EgoBox other) {
    return Math.hypot(centre.x() - other.centre.x(), centre.y() - other.centre.y());
  }

  /**
   * Whole numbers, since a page holds thousands: class as its place in {@link #CLASSES}, x, y, z,
   * width, length, height in centimetres, yaw and score in thousandths.
   */
  ArrayNode json() {
    return JsonNodeFactory.instance
        .arrayNode()
        .add(CLASSES.indexOf(name))
        .add(rounded(centre.x() * CENTI))
        .add(rounded(centre.y() * CENTI))
        .add(rounded(centre.z() * CENTI))
        .add(rounded(size.x() * CENTI))
        .add(rounded(size.y() * CENTI))
        .add(rounded(size.z() * CENTI))
        .add(rounded(yawRad * MILLI))
        .add(rounded(score * MILLI));
  }

  private static long rounded(double value) {
    return Math.round(value);
  }
}
