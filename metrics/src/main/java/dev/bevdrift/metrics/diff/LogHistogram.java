package dev.bevdrift.metrics.diff;

import java.util.ArrayList;
import java.util.List;

/**
 * How often sizes of differences occurred, in fixed bins that grow with the size: a sketch for
 * quantiles whose counts are whole numbers, so any split of the data merges to the same bits.
 *
 * <p>Each octave from 2^-40 to 2^130, which holds every difference of two 32-bit floats, has 16
 * bins of equal width; bin 0 holds what is smaller than 2^-40, about 1e-12, zero included. A
 * quantile is the middle of the bin that holds the value of that rank, so it is off by at most 1/32
 * (3.1 %) of that value, or by 1e-12. Not thread-safe.
 *
 * <p>Source: the log-linear bins of HdrHistogram, found by the leading bits of the double itself.
 */
public final class LogHistogram {
  /** Bins of all histograms. */
  public static final int BINS = 1 + (130 + 40) * 16;

  /** How far a quantile may be off, as a share of the value. */
  public static final double RELATIVE_ERROR = 1.0 / 32;

  private static final int BINS_PER_OCTAVE = 16;

  /** Sign, exponent and four bits of the mantissa of a double remain. */
  private static final int SHIFT = 48;

  /** Those bits of 2^-40, which is the lower edge of bin 1. */
  private static final int LOWEST = (Double.MAX_EXPONENT - 40) * BINS_PER_OCTAVE;

  private final long[] counts = new long[BINS];

  private LogHistogram() {}

  /** No differences yet. */
  public static LogHistogram empty() {
    return new LogHistogram();
  }

  /**
   * The bin of a value.
   *
   * @param value finite, 0 or more
   */
  static int bin(double value) {
    int at = (int) (Double.doubleToRawLongBits(value) >>> SHIFT) - LOWEST + 1;
    return Math.min(Math.max(at, 0), BINS - 1);
  }

  /**
   * The lower edge of a bin, the upper edge of the one before.
   *
   * @param bin in [0, {@link #BINS}]
   */
  static double edge(int bin) {
    return bin == 0 ? 0 : Double.longBitsToDouble((long) (bin - 1 + LOWEST) << SHIFT);
  }

  /**
   * Counts one value.
   *
   * @param value finite, 0 or more
   */
  public void add(double value) {
    counts[bin(value)]++;
  }

  /**
   * Counts values that are known by their bin.
   *
   * @throws IllegalArgumentException when there is no such bin, or the count is negative
   */
  public void add(int bin, long count) {
    if (bin < 0 || bin >= BINS || count < 0) {
      throw new IllegalArgumentException(
          "Cannot count "
              + count
              + " in bin "
              + bin
              + ": expected a bin in [0, "
              + BINS
              + ") and a count of 0 or more");
    }
    counts[bin] += count;
  }

  /** Adds the counts of another one; the order of merges does not matter. */
  public LogHistogram merge(LogHistogram other) {
    for (int i = 0; i < BINS; i++) {
      counts[i] += other.counts[i];
    }
    return this;
  }

  /** The bins themselves, for the kernel that fills them. */
  long[] counts() {
    return counts;
  }

  /** How many values a bin holds. */
  public long count(int bin) {
    return counts[bin];
  }

  /** How many values there are. */
  public long total() {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    return total;
  }

  /** The bins that hold something, rising. */
  public List<Integer> filled() {
    List<Integer> bins = new ArrayList<>();
    for (int i = 0; i < BINS; i++) {
      if (counts[i] > 0) {
        bins.add(i);
      }
    }
    return bins;
  }

  /**
   * The value of rank {@code ceil(share * total)}, counted from the smallest.
   *
   * @param share in (0, 1]
   * @return the middle of its bin, 0 for bin 0; NaN when there are no values
   */
  public double quantile(double share) {
    long rank = (long) Math.ceil(share * total());
    long seen = 0;
    for (int i = 0; i < BINS; i++) {
      seen += counts[i];
      if (seen > 0 && seen >= rank) {
        return i == 0 ? 0 : (edge(i) + edge(i + 1)) / 2;
      }
    }
    return Double.NaN;
  }

  /**
   * The same counts by octave, for people: from the first octave that holds something to the last.
   * What is below 2^-40 counts from 0 up to the next octave that holds something.
   */
  public Octaves octaves() {
    List<Double> edges = new ArrayList<>();
    List<Long> byOctave = new ArrayList<>();
    List<Integer> filled = filled();
    if (filled.isEmpty()) {
      return new Octaves(edges, byOctave);
    }
    int first = octave(filled.get(0));
    int last = octave(filled.get(filled.size() - 1));
    edges.add(edge(firstBin(first)));
    int next = first;
    if (first == 0) {
      next = filled.size() == 1 ? 1 : octave(filled.get(1));
      edges.add(edge(firstBin(next)));
      byOctave.add(counts[0]);
    }
    for (int octave = next; octave <= last; octave++) {
      long count = 0;
      for (int i = firstBin(octave); i < firstBin(octave + 1); i++) {
        count += counts[i];
      }
      edges.add(edge(firstBin(octave + 1)));
      byOctave.add(count);
    }
    return new Octaves(edges, byOctave);
  }

  private static int octave(int bin) {
    return bin == 0 ? 0 : 1 + (bin - 1) / BINS_PER_OCTAVE;
  }

  private static int firstBin(int octave) {
    return octave == 0 ? 0 : 1 + (octave - 1) * BINS_PER_OCTAVE;
  }

  /**
   * Counts between edges.
   *
   * @param edges rising, one more than counts; each twice the one before, but for the first, which
   *     may be 0; none when there are no counts
   * @param counts from each edge up to, but without, the next
   */
  public record Octaves(List<Double> edges, List<Long> counts) {
    /** Nothing was counted. */
    public static final Octaves NONE = new Octaves(List.of(), List.of());

    public Octaves {
      edges = List.copyOf(edges);
      counts = List.copyOf(counts);
    }
  }
}
