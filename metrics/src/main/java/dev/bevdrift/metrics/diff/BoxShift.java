package dev.bevdrift.metrics.diff;

import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.Headings;

/** In what a kept box may differ from its partner; each a size, 0 for no difference. */
public enum BoxShift {
  /** Metres between the centres in space. */
  CENTRE_M("centre_m") {
    @Override
    double of(DetectionBoxes a, int i, DetectionBoxes b, int j) {
      return Math.hypot(Math.hypot(b.x(j) - a.x(i), b.y(j) - a.y(i)), b.z(j) - a.z(i));
    }
  },
  /**
   * Of width, length and height the one that differs most: the larger over the smaller, less 1. A
   * box whose width and length are swapped differs by their ratio.
   */
  SIZE_RATIO("size_ratio") {
    @Override
    double of(DetectionBoxes a, int i, DetectionBoxes b, int j) {
      double sides = Math.max(ratio(a.width(i), b.width(j)), ratio(a.length(i), b.length(j)));
      return Math.max(sides, ratio(a.height(i), b.height(j))) - 1;
    }
  },
  /** Degrees between the headings, within the period of the class. */
  YAW_DEG("yaw_deg") {
    @Override
    double of(DetectionBoxes a, int i, DetectionBoxes b, int j) {
      return Math.toDegrees(
          Headings.differenceRad(a.yawRad(i), b.yawRad(j), a.detectionClass(i).yawPeriodRad()));
    }
  },
  /** Metres a second between the velocities; NaN where one is unknown. */
  VELOCITY_MPS("velocity_mps") {
    @Override
    double of(DetectionBoxes a, int i, DetectionBoxes b, int j) {
      return Math.hypot(b.vx(j) - a.vx(i), b.vy(j) - a.vy(i));
    }
  },
  /** Between the scores. */
  SCORE("score") {
    @Override
    double of(DetectionBoxes a, int i, DetectionBoxes b, int j) {
      return Math.abs(b.score(j) - a.score(i));
    }
  };

  private final String key;

  BoxShift(String key) {
    this.key = key;
  }

  /** The name in tables and in summary.json. */
  public String key() {
    return key;
  }

  /**
   * The shift of one kept box.
   *
   * @param a boxes of the reference
   * @param i which of them
   * @param b boxes of the candidate
   * @param j which of them
   */
  abstract double of(DetectionBoxes a, int i, DetectionBoxes b, int j);

  private static double ratio(double one, double other) {
    return Math.max(one, other) / Math.min(one, other);
  }
}
