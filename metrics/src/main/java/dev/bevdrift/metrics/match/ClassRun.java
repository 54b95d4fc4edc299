package dev.bevdrift.metrics.match;

import dev.bevdrift.metrics.box.TpError;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.function.Consumer;

/** The part of a {@link RankedRun} that is of one class. Not thread-safe. */
final class ClassRun {
  private static final int ERRORS = TpError.values().length;

  private final int classIndex;
  private long truths;
  private int size;
  private long[] scoreKey = new long[64];
  private long[] orderKey = new long[64];
  private byte[] head = new byte[64];
  private int[] firstMatch = new int[64];

  private int matches;
  private int[] thresholds = new int[16];
  private double[] errors = new double[16 * ERRORS];

  ClassRun(int classIndex) {
    this.classIndex = classIndex;
  }

  int size() {
    return size;
  }

  /**
   * Adds the matches of some samples.
   *
   * @param order place of each prediction, by its index, in the order of all predictions
   */
  void add(ClassMatches from, long[] order) {
    truths += from.truths();
    int[] next = new int[from.thresholds()];
    int[] truthOf = new int[from.thresholds()];
    for (int r = 0; r < from.predictions(); r++) {
      ensure();
      double score = from.score(r);
      scoreKey[size] = PageKey.scoreKey(score);
      orderKey[size] = PageKey.orderKey(order[from.prediction(r)]);
      firstMatch[size] = matches;
      int groups = 0;
      for (int t = 0; t < next.length; t++) {
        ThresholdMatches at = from.at(t);
        if (next[t] < at.size() && at.rank(next[t]) == r) {
          groups = group(at, next[t]++, t, groups, truthOf);
        }
      }
      boolean negativeZero = score == 0 && Double.doubleToRawLongBits(score) != 0;
      head[size] = (byte) (negativeZero ? groups | RankedPage.NEGATIVE_ZERO : groups);
      size++;
    }
  }

  /** Adds match {@code k} to the record's: thresholds that match the same true box share it. */
  private int group(ThresholdMatches at, int k, int t, int groups, int[] truthOf) {
    for (int g = 0; g < groups; g++) {
      if (truthOf[g] == at.truth(k)) {
        thresholds[firstMatch[size] + g] |= 1 << t;
        return groups;
      }
    }
    if (matches == thresholds.length) {
      thresholds = Arrays.copyOf(thresholds, 2 * matches);
      errors = Arrays.copyOf(errors, 2 * matches * ERRORS);
    }
    truthOf[groups] = at.truth(k);
    thresholds[matches] = 1 << t;
    for (TpError which : TpError.values()) {
      errors[matches * ERRORS + which.index()] = at.error(which, k);
    }
    matches++;
    return groups + 1;
  }

  private void ensure() {
    if (size == scoreKey.length) {
      int capacity = 2 * size;
      scoreKey = Arrays.copyOf(scoreKey, capacity);
      orderKey = Arrays.copyOf(orderKey, capacity);
      head = Arrays.copyOf(head, capacity);
      firstMatch = Arrays.copyOf(firstMatch, capacity);
    }
  }

  /** Gives out the counts, then the predictions ranked and cut into pages. */
  void pages(BoxTotals totals, Consumer<RankedPage> to) {
    to.accept(
        page(
            new PageKey(classIndex, PageKey.COUNTS, 0),
            out -> {
              out.writeLong(truths);
              out.writeLong(totals.samples());
              out.writeLong(totals.truths());
              out.writeLong(totals.predictions());
            }));
    int[] ranked = IndexSort.ascending(scoreKey, orderKey, size);
    for (int from = 0; from < size; from += RankedPage.RECORDS) {
      int first = from;
      int end = Math.min(size, from + RankedPage.RECORDS);
      to.accept(
          page(
              new PageKey(classIndex, scoreKey[ranked[first]], orderKey[ranked[first]]),
              out -> {
                for (int k = first; k < end; k++) {
                  write(ranked[k], out);
                }
              }));
    }
  }

  private void write(int i, DataOutputStream out) throws IOException {
    out.writeLong(scoreKey[i]);
    out.writeLong(orderKey[i]);
    out.writeByte(head[i]);
    int groups = head[i] & RankedPage.MATCHES;
    for (int m = firstMatch[i]; m < firstMatch[i] + groups; m++) {
      out.writeInt(thresholds[m]);
      for (int e = 0; e < ERRORS; e++) {
        out.writeDouble(errors[m * ERRORS + e]);
      }
    }
  }

  /** What fills a page. */
  private interface Content {
    void write(DataOutputStream out) throws IOException;
  }

  private static RankedPage page(PageKey key, Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      content.write(out);
    } catch (IOException impossible) {
      throw new UncheckedIOException("Cannot write to memory", impossible);
    }
    return RankedPage.of(key, bytes.toByteArray());
  }
}
