package dev.bevdrift.metrics.score;

/** How a file says "not a number". */
public enum NanStyle {
  /** The bare tokens NaN and Infinity, as Python writes them; not legal JSON. */
  TOKEN,
  /** {@code null}: legal JSON. */
  NULL
}
