package dev.bevdrift.udf.ladder;

/** An axis-aligned box in the lidar frame, metres, borders included. */
public record Range3(
    double minXM, double minYM, double minZM, double maxXM, double maxYM, double maxZM) {
  /** Whether the point lies inside or on the border; false for NaN. */
  public boolean contains(double xM, double yM, double zM) {
    return xM >= minXM && xM <= maxXM && yM >= minYM && yM <= maxYM && zM >= minZM && zM <= maxZM;
  }
}
