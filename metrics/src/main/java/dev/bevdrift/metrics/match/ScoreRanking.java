package dev.bevdrift.metrics.match;

import dev.bevdrift.metrics.box.DetectionBoxes;

/**
 * Orders predictions by score.
 *
 * <p>Source: nuScenes devkit, {@code accumulate}: pairs of (score, index) sorted upwards, then
 * reversed. Hence, among equal scores the last comes first, and -0.0 equals 0.0.
 */
public final class ScoreRanking {
  private static final int DIGIT_BITS = 11;
  private static final int DIGITS = 6;
  private static final int VALUES = 1 << DIGIT_BITS;

  private ScoreRanking() {}

  /**
   * The given boxes, best score first, of equal ones the later first.
   *
   * @param candidates indices into {@code boxes}, ascending; left as they are
   * @return the same indices, ranked; scores must not be NaN
   */
  public static int[] ranked(DetectionBoxes boxes, int[] candidates) {
    int n = candidates.length;
    long[] key = new long[n];
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = candidates[n - 1 - i];
      key[i] = descending(boxes.score(order[i]));
    }
    return sorted(key, order);
  }

  /** A number that is the smaller, taken as unsigned, the larger the score. */
  private static long descending(double score) {
    long bits = Double.doubleToRawLongBits(score + 0.0); // makes -0.0 to 0.0
    long ascending = bits ^ ((bits >> (Long.SIZE - 1)) | Long.MIN_VALUE);
    return ~ascending;
  }

  /** A radix sort from the lowest digit up: equal keys keep their order. */
  private static int[] sorted(long[] keys, int[] values) {
    int n = keys.length;
    int[][] start = new int[DIGITS][VALUES];
    for (long key : keys) {
      for (int d = 0; d < DIGITS; d++) {
        start[d][digit(key, d)]++;
      }
    }
    long[] fromKey = keys;
    int[] from = values;
    long[] toKey = new long[n];
    int[] to = new int[n];
    for (int d = 0; d < DIGITS; d++) {
      int[] next = start[d];
      if (n == 0 || next[digit(keys[0], d)] == n) {
        continue; // all alike in this digit
      }
      int sum = 0;
      for (int v = 0; v < VALUES; v++) {
        int count = next[v];
        next[v] = sum;
        sum += count;
      }
      for (int i = 0; i < n; i++) {
        int place = next[digit(fromKey[i], d)]++;
        toKey[place] = fromKey[i];
        to[place] = from[i];
      }
      long[] swapKey = fromKey;
      fromKey = toKey;
      toKey = swapKey;
      int[] swap = from;
      from = to;
      to = swap;
    }
    return from;
  }

  private static int digit(long key, int d) {
    return (int) (key >>> (d * DIGIT_BITS)) & (VALUES - 1);
  }
}
