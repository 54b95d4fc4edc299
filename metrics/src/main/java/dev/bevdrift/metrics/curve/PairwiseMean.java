package dev.bevdrift.metrics.curve;

/**
 * Means with the additions in numpy's order.
 *
 * <p>Source: numpy {@code pairwise_sum}: fewer than 8 numbers one after the other, up to 128 with
 * eight accumulators, more in halves. A plain loop differs in the last bit in most cases.
 */
public final class PairwiseMean {
  private static final int LANES = 8;
  private static final int BLOCK = 128;

  private PairwiseMean() {}

  /** The mean of {@code x[from]} to {@code x[to - 1]}; NaN when there is none. */
  public static double of(double[] x, int from, int to) {
    return sum(x, from, to - from) / (to - from);
  }

  /** The mean of all. */
  public static double of(double[] x) {
    return of(x, 0, x.length);
  }

  /** The mean of those that are numbers; NaN when there is none. Source: numpy {@code nanmean}. */
  public static double ofNumbers(double[] x) {
    double[] filled = x.clone();
    int count = 0;
    for (int i = 0; i < x.length; i++) {
      if (Double.isNaN(x[i])) {
        filled[i] = 0;
      } else {
        count++;
      }
    }
    return sum(filled, 0, filled.length) / count;
  }

  /** The sum of {@code n} numbers from {@code x[from]}. */
  public static double sum(double[] x, int from, int n) {
    if (n < LANES) {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += x[from + i];
      }
      return sum;
    }
    if (n <= BLOCK) {
      double[] r = new double[LANES];
      System.arraycopy(x, from, r, 0, LANES);
      int i = LANES;
      for (; i < n - n % LANES; i += LANES) {
        for (int lane = 0; lane < LANES; lane++) {
          r[lane] += x[from + i + lane];
        }
      }
      double sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
      for (; i < n; i++) {
        sum += x[from + i];
      }
      return sum;
    }
    int half = n / 2;
    half -= half % LANES;
    return sum(x, from, half) + sum(x, from + half, n - half);
  }
}
