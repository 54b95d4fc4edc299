package dev.bevdrift.metrics.interval;

/** Quantiles of a sorted sample, interpolated between its values. Source: R's type 7. */
final class Quantile {
  private Quantile() {}

  /**
   * The value below which lies the share {@code p}.
   *
   * @param sorted ascending, at least one, none NaN
   * @param p in [0, 1]
   */
  static double of(double[] sorted, double p) {
    double at = p * (sorted.length - 1);
    int below = (int) Math.floor(at);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
