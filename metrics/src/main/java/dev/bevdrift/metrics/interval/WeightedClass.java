package dev.bevdrift.metrics.interval;

import dev.bevdrift.metrics.curve.Interpolation;
import dev.bevdrift.metrics.curve.RecallGrid;
import dev.bevdrift.metrics.score.DetectionConfig;
import java.util.Arrays;

/**
 * Computes the figures of one class when each cluster counts a number of times.
 *
 * <p>Between two true positives precision falls and recall stands still, so a curve on the recall
 * grid is decided by the true positives at which recall crosses a grid point: those are found in
 * the list of true positives, and the whole list is gone through once, to count what is ranked
 * before them. With all weights 1 the figures are the metric's within 1e-12, with weights 0 and 1
 * those of the scenes left. Not thread-safe: reuses its scratch.
 */
final class WeightedClass {
  private final double minRecall;
  private final double minPrecision;
  private final int tpThreshold;
  private final double[] precision = new double[RecallGrid.SIZE];
  private final double[] confidence = new double[RecallGrid.SIZE];
  private final long[] needed = new long[RecallGrid.SIZE + 1];
  private final ErrorColumns columns = new ErrorColumns();
  private int[] before = new int[0];

  WeightedClass(DetectionConfig config) {
    minRecall = config.minRecall();
    minPrecision = config.minPrecision();
    tpThreshold = config.tpThresholdIndex();
  }

  /**
   * The figures under weights.
   *
   * @param c the class
   * @param times how often each cluster counts
   * @param ap out: average precision by threshold; 0 without a true box
   * @param errors out: by error, NaN where the class does not define it
   * @return weighted number of true boxes
   */
  long evaluate(RankedClass c, int[] times, double[] ap, double[] errors) {
    long truths = 0;
    for (int i = 0; i < times.length; i++) {
      truths += (long) times[i] * c.truths[i];
    }
    if (truths == 0) {
      Arrays.fill(ap, 0);
      for (int e = 0; e < errors.length; e++) {
        errors[e] = c.defined[e] ? 1 : Double.NaN;
      }
      return 0;
    }
    countBefore(c, times);
    neededFor(truths);
    for (int t = 0; t < ap.length; t++) {
      fillGrid(c, t, times, truths);
      ap[t] = averagePrecision();
      if (t == tpThreshold) {
        columns.means(c, times, c.tpRank[t], confidence, RecallGrid.firstAbove(minRecall), errors);
      }
    }
    return truths;
  }

  /** Weighted predictions before every rank. */
  private void countBefore(RankedClass c, int[] times) {
    int n = c.cluster.length;
    if (before.length < n + 1) {
      before = new int[n + 1];
    }
    int seen = 0;
    for (int r = 0; r < n; r++) {
      before[r] = seen;
      seen += times[c.cluster[r]];
    }
    before[n] = seen;
  }

  /** The least number of true positives whose recall lies above each grid point. */
  private void neededFor(long truths) {
    for (int i = 0; i < RecallGrid.SIZE; i++) {
      double q = RecallGrid.recall(i);
      long count = (long) (q * truths);
      while ((double) count / truths > q) {
        count--;
      }
      while (!((double) count / truths > q)) {
        count++;
      }
      needed[i] = count;
    }
    needed[RecallGrid.SIZE] = Long.MAX_VALUE;
  }

  private void fillGrid(RankedClass c, int t, int[] times, long truths) {
    int[] cluster = c.tpCluster[t];
    long found = 0;
    int next = 0;
    for (int k = 0; k < cluster.length; k++) {
      int weight = times[cluster[k]];
      found += weight;
      if (found >= needed[next]) {
        next = cross(c, times, c.tpRank[t][k], weight, found - weight, truths, next);
      }
    }
    double recall = (double) found / truths;
    if (found > 0 && next < RecallGrid.SIZE && RecallGrid.recall(next) <= recall) {
      int n = c.cluster.length;
      precision[next] = (double) found / before[n];
      confidence[next] = c.score[lastCounted(c, times, n)];
      next++;
    }
    Arrays.fill(precision, next, RecallGrid.SIZE, 0);
    Arrays.fill(confidence, next, RecallGrid.SIZE, 0);
  }

  /** Fills the grid points from {@code next} on that a true positive carries recall over. */
  private int cross(
      RankedClass c, int[] times, int rank, int weight, long found, long truths, int next) {
    int seen = before[rank];
    double score = c.score[rank];
    double recallBefore = (double) found / truths;
    double recall = (double) (found + weight) / truths;
    double precisionHere = (double) (found + weight) / (seen + weight);
    double precisionBefore = seen == 0 ? precisionHere : (double) found / seen;
    double scoreBefore = seen == 0 ? score : c.score[lastCounted(c, times, rank)];
    int i = next;
    for (; found + weight >= needed[i]; i++) {
      double q = RecallGrid.recall(i);
      if (q == recallBefore || seen == 0) {
        precision[i] = precisionBefore;
        confidence[i] = scoreBefore;
      } else {
        precision[i] =
            Interpolation.between(recallBefore, precisionBefore, recall, precisionHere, q);
        confidence[i] = Interpolation.between(recallBefore, scoreBefore, recall, score, q);
      }
    }
    return i;
  }

  /** The last rank before {@code rank} that counts; there must be one. */
  private static int lastCounted(RankedClass c, int[] times, int rank) {
    int r = rank - 1;
    while (times[c.cluster[r]] == 0) {
      r--;
    }
    return r;
  }

  private double averagePrecision() {
    int first = RecallGrid.firstAbove(minRecall);
    double sum = 0;
    for (int i = first; i < RecallGrid.SIZE; i++) {
      sum += Math.max(0, precision[i] - minPrecision);
    }
    return sum / (RecallGrid.SIZE - first) / (1.0 - minPrecision);
  }
}
