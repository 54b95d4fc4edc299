package dev.bevdrift.metrics.diff;

/**
 * How large something is over many things: mean, largest, and a histogram for quantiles.
 *
 * <p>The histogram merges exactly. The sum is taken in the order of the additions and merges, so
 * the same order gives the same bits. Not thread-safe.
 */
public final class Distribution {
  private final LogHistogram sizes = LogHistogram.empty();
  private long count;
  private double sum;
  private double max;

  private Distribution() {}

  /** Of nothing yet. */
  public static Distribution empty() {
    return new Distribution();
  }

  /**
   * Adds one value; one that is NaN or infinite, that is unknown, is left out.
   *
   * @param value 0 or more
   */
  public void add(double value) {
    if (Double.isFinite(value)) {
      addSums(1, value, value);
      sizes.add(value);
    }
  }

  /** Adds stored sums; their values go to {@link #sizes} apart. */
  public void addSums(long moreCount, double moreSum, double otherMax) {
    count += moreCount;
    sum += moreSum;
    max = Math.max(max, otherMax);
  }

  /** Appends another one's values. */
  public Distribution merge(Distribution later) {
    addSums(later.count, later.sum, later.max);
    sizes.merge(later.sizes);
    return this;
  }

  /** How many values there are. */
  public long count() {
    return count;
  }

  /** Sum of the values. */
  public double sum() {
    return sum;
  }

  /** The largest value; 0 of nothing. */
  public double max() {
    return max;
  }

  /** Mean of the values; NaN of nothing. */
  public double mean() {
    return sum / count;
  }

  /** Counts by size, this object's own. */
  public LogHistogram sizes() {
    return sizes;
  }

  /**
   * The value of that rank within {@link LogHistogram#RELATIVE_ERROR}, at most the largest; NaN of
   * nothing.
   *
   * @param share in (0, 1]
   */
  public double quantile(double share) {
    return Math.min(sizes.quantile(share), max);
  }
}
