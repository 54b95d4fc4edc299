package dev.bevdrift.jobs.report;

import dev.bevdrift.metrics.diff.LogHistogram;

/**
 * Quantiles and histogram of sizes; quantiles are off by at most 1/32 of the value.
 *
 * @param p50 half of the values are this or less; NaN of no values
 * @param p90 as p50
 * @param p99 as p50
 * @param p999 as p50
 * @param histogram counts by octave
 */
public record SizeFigures(
    double p50, double p90, double p99, double p999, LogHistogram.Octaves histogram) {
  /** Of no values, or of unknown ones. */
  public static final SizeFigures NONE =
      new SizeFigures(Double.NaN, Double.NaN, Double.NaN, Double.NaN, LogHistogram.Octaves.NONE);

  /**
   * Out of a sketch.
   *
   * @param max the largest value, which no quantile exceeds
   */
  public static SizeFigures of(LogHistogram sizes, double max) {
    return new SizeFigures(
        Math.min(sizes.quantile(0.5), max),
        Math.min(sizes.quantile(0.9), max),
        Math.min(sizes.quantile(0.99), max),
        Math.min(sizes.quantile(0.999), max),
        sizes.octaves());
  }
}
