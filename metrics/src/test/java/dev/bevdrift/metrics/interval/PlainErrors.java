package dev.bevdrift.metrics.interval;

import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.curve.Interpolation;
import dev.bevdrift.metrics.curve.RecallGrid;
import dev.bevdrift.metrics.match.ThresholdMatches;

/** The weighted running means of the errors down the true positives. Not thread-safe. */
final class PlainErrors {
  private static final TpError[] ERRORS = TpError.values();

  private final double[] score;
  private final double[][] mean;
  private final double[] sum = new double[ERRORS.length];
  private final long[] count = new long[ERRORS.length];
  private int size;

  /**
   * Makes room.
   *
   * @param capacity most true positives
   */
  PlainErrors(int capacity) {
    score = new double[capacity];
    mean = new double[ERRORS.length][capacity];
  }

  /** Match {@code k} goes by. */
  void add(ThresholdMatches at, int k, int weight, double itsScore) {
    score[size] = itsScore;
    for (TpError which : ERRORS) {
      int e = which.index();
      double error = at.error(which, k);
      if (!Double.isNaN(error)) {
        sum[e] += weight * error;
        count[e] += weight;
      }
      mean[e][size] = count[e] == 0 ? 0 : sum[e] / count[e];
    }
    size++;
  }

  /** The figure of an error: its mean over the grid between the recall floor and its reach. */
  double figure(TpError which, PlainGrid grid, double minRecall) {
    int first = RecallGrid.firstAbove(minRecall);
    int last = grid.maxRecallIndex();
    if (last < first || size == 0 || count[which.index()] == 0) {
      return 1;
    }
    double[] y = mean[which.index()];
    double total = 0;
    int k = 0;
    for (int i = first; i <= last; i++) {
      double q = grid.confidence(i);
      while (k < size && score[k] > q) {
        k++;
      }
      if (k == size) {
        total += y[size - 1];
      } else if (k == 0 || score[k] == q) {
        total += y[k];
      } else {
        total += Interpolation.between(score[k], y[k], score[k - 1], y[k - 1], q);
      }
    }
    return total / (last - first + 1);
  }
}
