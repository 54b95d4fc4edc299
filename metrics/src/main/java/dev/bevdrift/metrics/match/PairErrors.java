package dev.bevdrift.metrics.match;

import dev.bevdrift.metrics.box.Attribute;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.Headings;

/**
 * How far a prediction is from the true box it matched.
 *
 * <p>Source: nuScenes devkit, {@code center_distance}, {@code velocity_l2}, {@code scale_iou},
 * {@code yaw_diff}, {@code attr_acc}. Products and sums are in its order, so that the last bit
 * agrees. In all methods {@code p} indexes predictions and {@code g} ground truth.
 */
public final class PairErrors {
  private PairErrors() {}

  /** Distance of the centres in the ground plane, metres; NaN when both are infinite alike. */
  public static double transM(DetectionBoxes predictions, int p, DetectionBoxes truth, int g) {
    return transM(predictions.x(p), predictions.y(p), truth.x(g), truth.y(g));
  }

  /** Distance of two points in the ground plane, metres. */
  static double transM(double x, double y, double trueX, double trueY) {
    double dx = x - trueX;
    double dy = y - trueY;
    return Math.sqrt(dx * dx + dy * dy);
  }

  /** Metres per second; NaN when either velocity is unknown. */
  public static double velMps(DetectionBoxes predictions, int p, DetectionBoxes truth, int g) {
    double dx = predictions.vx(p) - truth.vx(g);
    double dy = predictions.vy(p) - truth.vy(g);
    return Math.sqrt(dx * dx + dy * dy);
  }

  /** 1 - IoU of the boxes with centres and headings made equal; sizes must be positive. */
  public static double scale(DetectionBoxes predictions, int p, DetectionBoxes truth, int g) {
    double w = Math.min(truth.width(g), predictions.width(p));
    double l = Math.min(truth.length(g), predictions.length(p));
    double h = Math.min(truth.height(g), predictions.height(p));
    double common = w * l * h;
    double volumeTruth = truth.width(g) * truth.length(g) * truth.height(g);
    double volume = predictions.width(p) * predictions.length(p) * predictions.height(p);
    return 1 - common / (volumeTruth + volume - common);
  }

  /** Radians in [0, pi]; half turns don't count for classes whose heading has that period. */
  public static double orientRad(DetectionBoxes predictions, int p, DetectionBoxes truth, int g) {
    return Headings.differenceRad(
        truth.yawRad(g), predictions.yawRad(p), truth.detectionClass(g).yawPeriodRad());
  }

  /** 0 where the attributes are equal, else 1; NaN when the true box has none. */
  public static double attr(DetectionBoxes predictions, int p, DetectionBoxes truth, int g) {
    if (truth.attribute(g) == Attribute.NONE) {
      return Double.NaN;
    }
    return truth.attribute(g) == predictions.attribute(p) ? 0 : 1;
  }
}
