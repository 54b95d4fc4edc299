package dev.bevdrift.metrics.interval;

/**
 * Two ends.
 *
 * @param low lower end
 * @param high upper end, not below it
 */
public record Interval(double low, double high) {
  /** Whether it lies within {@code [-margin, margin]}: equivalence, when it is of a difference. */
  public boolean inside(double margin) {
    return low >= -margin && high <= margin;
  }
}
