package dev.bevdrift.metrics.interval;

import dev.bevdrift.metrics.curve.Interpolation;
import dev.bevdrift.metrics.curve.RecallGrid;
import java.util.Arrays;

/**
 * Fills the recall grid of one class and threshold while true positives go by in order of rank.
 *
 * <p>Not thread-safe.
 */
final class PlainGrid {
  private final double[] precision = new double[RecallGrid.SIZE];
  private final double[] confidence = new double[RecallGrid.SIZE];
  private final long truths;
  private long found;
  private int next;

  /**
   * Starts a walk.
   *
   * @param truths weighted number of true boxes, above 0
   */
  PlainGrid(long truths) {
    this.truths = truths;
  }

  /**
   * A true positive.
   *
   * @param weight how often it counts
   * @param seen weighted predictions ranked before it
   * @param scoreBefore score of the last of them
   * @param score its own
   */
  void truePositive(int weight, long seen, double scoreBefore, double score) {
    double recallBefore = (double) found / truths;
    double recall = (double) (found + weight) / truths;
    double precisionHere = (double) (found + weight) / (seen + weight);
    double precisionBefore = seen == 0 ? precisionHere : (double) found / seen;
    double confidenceBefore = seen == 0 ? score : scoreBefore;
    for (; next < RecallGrid.SIZE && RecallGrid.recall(next) < recall; next++) {
      double q = RecallGrid.recall(next);
      if (q == recallBefore || seen == 0) {
        precision[next] = precisionBefore;
        confidence[next] = confidenceBefore;
      } else {
        precision[next] =
            Interpolation.between(recallBefore, precisionBefore, recall, precisionHere, q);
        confidence[next] = Interpolation.between(recallBefore, confidenceBefore, recall, score, q);
      }
    }
    found += weight;
  }

  /**
   * The end of the predictions.
   *
   * @param seen weighted number of all
   * @param lastScore score of the last
   */
  void end(long seen, double lastScore) {
    double recall = (double) found / truths;
    if (found > 0 && next < RecallGrid.SIZE && RecallGrid.recall(next) <= recall) {
      precision[next] = (double) found / seen;
      confidence[next] = lastScore;
      next++;
    }
    Arrays.fill(precision, next, RecallGrid.SIZE, 0);
    Arrays.fill(confidence, next, RecallGrid.SIZE, 0);
  }

  double confidence(int i) {
    return confidence[i];
  }

  double averagePrecision(double minRecall, double minPrecision) {
    int first = RecallGrid.firstAbove(minRecall);
    double sum = 0;
    for (int i = first; i < RecallGrid.SIZE; i++) {
      sum += Math.max(0, precision[i] - minPrecision);
    }
    return sum / (RecallGrid.SIZE - first) / (1.0 - minPrecision);
  }

  int maxRecallIndex() {
    for (int i = RecallGrid.SIZE - 1; i > 0; i--) {
      if (confidence[i] != 0) {
        return i;
      }
    }
    return 0;
  }
}
