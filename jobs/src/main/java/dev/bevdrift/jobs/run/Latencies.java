package dev.bevdrift.jobs.run;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long one rung's frames took, as counts in bins of 1 %, so that memory does not grow with the
 * frames. Merging in any order gives the same. Not thread-safe.
 */
public final class Latencies implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final double BIN = Math.log(1.01);

  private final TreeMap<Integer, Long> counts = new TreeMap<>();
  private long totalNs;

  /** None yet. */
  public static Latencies none() {
    return new Latencies();
  }

  private Latencies() {}

  /**
   * Adds one frame.
   *
   * @param ns nanoseconds, at least 1; less counts as 1
   */
  public void add(long ns) {
    totalNs += ns;
    counts.merge((int) Math.floor(Math.log((double) Math.max(1, ns)) / BIN), 1L, Long::sum);
  }

  /** Adds another's frames. */
  public void merge(Latencies other) {
    totalNs += other.totalNs;
    other.counts.forEach((bin, count) -> counts.merge(bin, count, Long::sum));
  }

  /** How many frames. */
  public long frames() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** All frames together, seconds. */
  public double totalS() {
    return totalNs / 1e9;
  }

  /**
   * The time that a share of the frames does not exceed, within half a per cent.
   *
   * @param share in (0, 1]
   * @return milliseconds; NaN when there are no frames
   */
  public double quantileMs(double share) {
    long rank = (long) Math.ceil(share * frames());
    long seen = 0;
    for (Map.Entry<Integer, Long> bin : counts.entrySet()) {
      seen += bin.getValue();
      if (seen >= rank) {
        return Math.exp((bin.getKey() + 0.5) * BIN) / 1e6;
      }
    }
    return Double.NaN;
  }
}
