package dev.bevdrift.metrics.curve;

import java.util.Arrays;

/** Means of a growing prefix. Source: nuScenes devkit, {@code cummean}. */
public final class RunningMean {
  private RunningMean() {}

  /**
   * The mean of the numbers among the first {@code i + 1} values, for each i.
   *
   * <p>NaNs are left out. Leading NaNs give 0, not NaN; if all values are NaN, all means are 1.
   *
   * @param x values
   * @param out length at least that of x
   */
  public static void of(double[] x, double[] out) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < x.length; i++) {
      if (!Double.isNaN(x[i])) {
        sum += x[i];
        count++;
      }
      out[i] = count == 0 ? 0 : sum / count;
    }
    if (count == 0) {
      Arrays.fill(out, 0, x.length, 1);
    }
  }
}
