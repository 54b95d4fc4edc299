package dev.bevdrift.metrics.match;

import dev.bevdrift.metrics.box.DetectionBoxes;

/**
 * Orders predictions by score.
 *
 * <p>Source: nuScenes devkit, {@code accumulate}: pairs of (score, index) sorted upwards, then
 * reversed. Hence, among equal scores the last comes first, and -0.0 equals 0.0.
 */
public final class ScoreRanking {
  private ScoreRanking() {}

  /**
   * The given boxes, best score first, of equal ones the later first.
   *
   * @param candidates indices into {@code boxes}, ascending; left as they are
   * @return the same indices, ranked; scores must not be NaN
   */
  public static int[] ranked(DetectionBoxes boxes, int[] candidates) {
    int n = candidates.length;
    int[] from = new int[n];
    double[] score = new double[n];
    for (int i = 0; i < n; i++) {
      from[i] = i;
      score[i] = boxes.score(candidates[n - 1 - i]);
    }
    int[] sorted = stableDescending(score, from);
    for (int i = 0; i < n; i++) {
      sorted[i] = candidates[n - 1 - sorted[i]];
    }
    return sorted;
  }

  /** A bottom-up merge sort of indices; equal scores keep their order. */
  private static int[] stableDescending(double[] score, int[] order) {
    int n = order.length;
    int[] from = order;
    int[] to = new int[n];
    for (int width = 1; width < n; width *= 2) {
      for (int low = 0; low < n; low += 2 * width) {
        int middle = Math.min(low + width, n);
        int high = Math.min(low + 2 * width, n);
        int left = low;
        int right = middle;
        for (int k = low; k < high; k++) {
          boolean takeLeft =
              right >= high || (left < middle && score[from[left]] >= score[from[right]]);
          to[k] = takeLeft ? from[left++] : from[right++];
        }
      }
      int[] swap = from;
      from = to;
      to = swap;
    }
    return from;
  }
}
