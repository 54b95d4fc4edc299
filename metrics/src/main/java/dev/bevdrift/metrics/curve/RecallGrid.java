package dev.bevdrift.metrics.curve;

/**
 * The recalls at which every curve is read: 0, 0.01, ... 1.
 *
 * <p>Source: numpy {@code linspace(0, 1, 101)}, which multiplies: {@code i * 0.01}, not {@code i /
 * 100.0}; they differ at ten of the points.
 */
public final class RecallGrid {
  /** Number of points. */
  public static final int SIZE = 101;

  private static final double STEP = 0.01;

  private RecallGrid() {}

  /** The recall of point {@code i}. */
  public static double recall(int i) {
    return i == SIZE - 1 ? 1.0 : i * STEP;
  }

  /**
   * The first point above a recall floor, as the averages use it: the point of the floor itself is
   * left out.
   */
  public static int firstAbove(double minRecall) {
    return (int) Math.rint((SIZE - 1) * minRecall) + 1;
  }
}
