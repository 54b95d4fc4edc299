package dev.bevdrift.metrics.match;

import java.util.Arrays;

/**
 * Greedy matching by distance, one class in one sample.
 *
 * <p>Predictions choose in order; each takes the nearest true box that is still free, if that is
 * nearer than the threshold. There is no second choice. Among equal distances the first true box
 * wins. A distance that is NaN never matches. Source: nuScenes devkit, {@code accumulate}. Not
 * thread-safe: reuses its scratch.
 */
public final class GreedyMatcher {
  /** The match of a prediction without one. */
  public static final int UNMATCHED = -1;

  private boolean[] taken = new boolean[16];

  /**
   * Matches once.
   *
   * @param distance distance of prediction p and true box g at {@code p * truths + g}, metres;
   *     predictions in the order in which they choose
   * @param nearest smallest distance of each prediction to any true box, infinity if none is a
   *     number
   * @param predictions number of predictions
   * @param truths number of true boxes
   * @param thresholdM a pair matches when its distance is strictly below it
   * @param match length at least {@code predictions}; out: the true box, or {@link #UNMATCHED}
   */
  public void match(
      double[] distance,
      double[] nearest,
      int predictions,
      int truths,
      double thresholdM,
      int[] match) {
    if (taken.length < truths) {
      taken = new boolean[2 * truths];
    }
    Arrays.fill(taken, 0, truths, false);
    for (int p = 0; p < predictions; p++) {
      match[p] = UNMATCHED;
      if (!(nearest[p] < thresholdM)) {
        continue;
      }
      double smallest = Double.POSITIVE_INFINITY;
      int best = UNMATCHED;
      for (int g = 0; g < truths; g++) {
        double d = distance[p * truths + g];
        if (d < smallest && !taken[g]) {
          smallest = d;
          best = g;
        }
      }
      if (smallest < thresholdM) {
        taken[best] = true;
        match[p] = best;
      }
    }
  }
}
