package dev.bevdrift.jobs.report;

import java.util.Locale;

/** How reports print numbers; the same in every language setting. */
final class Numbers {
  /** What stands where nothing was measured. */
  static final String DASH = "-";

  private static final double LEAST_SHOWN = 0.00005;

  private Numbers() {}

  /** A figure with four decimals. */
  static String figure(double value) {
    return Double.isNaN(value) ? DASH : String.format(Locale.ROOT, "%.4f", value);
  }

  /**
   * A signed difference with four decimals; exactly zero is {@code 0}, and what would round to zero
   * is {@code ~0}.
   */
  static String delta(double value) {
    if (Double.isNaN(value)) {
      return DASH;
    }
    if (value == 0) {
      return "0";
    }
    return Math.abs(value) < LEAST_SHOWN ? "~0" : String.format(Locale.ROOT, "%+.4f", value);
  }

  /** Whether a difference is a loss that {@link #delta} shows as one. */
  static boolean isShownLoss(double value) {
    return value <= -LEAST_SHOWN;
  }

  /** A magnitude with two significant digits; exactly zero is {@code 0}. */
  static String magnitude(double value) {
    if (Double.isNaN(value)) {
      return DASH;
    }
    return value == 0 ? "0" : String.format(Locale.ROOT, "%.1e", value);
  }

  /** An interval of a difference, such as {@code [-0.0040, +0.0012]}; empty when unknown. */
  static String interval(double low, double high) {
    return Double.isNaN(low) || Double.isNaN(high)
        ? ""
        : "[" + delta(low) + ", " + delta(high) + "]";
  }

  /** A count with commas between thousands. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
