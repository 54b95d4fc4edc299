package dev.bevdrift.jobs.gate;

import java.util.Locale;

/** How the gate prints numbers. */
final class Points {
  private static final double LEAST_FIXED = 1e-3;
  private static final double MOST_FIXED = 1e6;

  private Points() {}

  /** At least four significant digits, without trailing zeros; the same in every language. */
  static String text(double value) {
    double size = Math.abs(value);
    if (value == 0 || !Double.isFinite(value)) {
      return value == 0 ? "0" : Double.toString(value);
    }
    if (size >= MOST_FIXED || size < LEAST_FIXED) {
      return String.format(Locale.ROOT, "%.2e", value);
    }
    String fixed = String.format(Locale.ROOT, size >= 100 ? "%.2f" : "%.5f", value);
    return fixed.replaceFirst("\\.?0+$", "");
  }
}
