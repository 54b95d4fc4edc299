package dev.bevdrift.metrics.curve;

/** Piecewise linear interpolation. Source: numpy {@code interp}, its C loop. */
public final class Interpolation {
  private Interpolation() {}

  /**
   * The value at {@code q} of the curve through {@code (x[i], y[i])}.
   *
   * @param x ascending, repeats allowed: of equal ones the last counts
   * @param y as long as x
   * @param n number of points in use, at least 1
   * @param q where to read; NaN gives NaN. Below all x: {@code y[0]}
   * @param right the value above all x
   */
  public static double at(double[] x, double[] y, int n, double q, double right) {
    if (Double.isNaN(q)) {
      return q;
    }
    if (q > x[n - 1]) {
      return right;
    }
    int j = lastAtMost(x, n, q);
    if (j < 0) {
      return y[0];
    }
    if (j == n - 1 || x[j] == q) {
      return y[j];
    }
    return between(x[j], y[j], x[j + 1], y[j + 1], q);
  }

  /** The value at {@code q} of the line through two points, {@code x0 < x1}. */
  public static double between(double x0, double y0, double x1, double y1, double q) {
    double slope = (y1 - y0) / (x1 - x0);
    double value = slope * (q - x0) + y0;
    if (Double.isNaN(value)) {
      value = slope * (q - x1) + y1;
      if (Double.isNaN(value) && y0 == y1) {
        value = y0;
      }
    }
    return value;
  }

  /** The last index with {@code x[index] <= q}, or -1. */
  private static int lastAtMost(double[] x, int n, double q) {
    int low = 0;
    int high = n;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (x[middle] <= q) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }
}
