package dev.bevdrift.metrics.diff;

/**
 * When two boxes are the same box, and when it has moved.
 *
 * @param matchM metres in the ground plane; a pair matches strictly below
 * @param minScore boxes below this score are not looked at, on either side
 * @param movedM metres between the centres in space; strictly further is moved
 * @param turnedRad radians between the headings; strictly further is moved
 */
public record BoxDiffThresholds(double matchM, double minScore, double movedM, double turnedRad) {
  private static final double DEFAULT_TURN_DEG = 5;

  public BoxDiffThresholds {
    require(matchM, "match");
    require(movedM, "moved");
    require(turnedRad, "turned");
    if (Double.isNaN(minScore)) {
      throw new IllegalArgumentException("Cannot use min-score=NaN: expected a number");
    }
  }

  private static void require(double value, String name) {
    if (!(value >= 0)) {
      throw new IllegalArgumentException(
          "Cannot use " + name + "=" + value + ": expected zero or more");
    }
  }

  /** 1 m, score 0.1, 0.1 m, 5 degrees. */
  public static BoxDiffThresholds defaults() {
    return new BoxDiffThresholds(1.0, 0.1, 0.1, Math.toRadians(DEFAULT_TURN_DEG));
  }
}
