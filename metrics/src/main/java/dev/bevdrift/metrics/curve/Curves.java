package dev.bevdrift.metrics.curve;

import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.match.ClassMatches;
import dev.bevdrift.metrics.match.ThresholdMatches;
import java.io.Serializable;
import java.util.Arrays;

/**
 * The curves of one class at one distance threshold on the {@link RecallGrid}.
 *
 * <p>Without a match, or without a true box: precision and confidence 0, every error 1. Source:
 * nuScenes devkit, {@code accumulate}. Immutable, thread-safe.
 */
public final class Curves implements Serializable {
  private static final long serialVersionUID = 1L;

  private final double[] precision;
  private final double[] confidence;
  private final double[][] error;

  private Curves(double[] precision, double[] confidence, double[][] error) {
    this.precision = precision;
    this.confidence = confidence;
    this.error = error;
  }

  /** The curves of a class at its {@code t}-th threshold. */
  public static Curves of(ClassMatches matches, int t) {
    ThresholdMatches at = matches.at(t);
    if (matches.truths() == 0 || at.size() == 0) {
      return noPredictions();
    }
    double[] precisionAt = new double[RecallGrid.SIZE];
    double[] confidenceAt = new double[RecallGrid.SIZE];
    RankedRecall ranked = RankedRecall.of(matches, at);
    for (int i = 0; i < RecallGrid.SIZE; i++) {
      precisionAt[i] = ranked.precisionAt(RecallGrid.recall(i));
      confidenceAt[i] = ranked.confidenceAt(RecallGrid.recall(i));
    }
    return new Curves(precisionAt, confidenceAt, errors(matches, at, confidenceAt));
  }

  private static double[][] errors(
      ClassMatches matches, ThresholdMatches at, double[] confidenceAt) {
    int k = at.size();
    double[] ascending = new double[k];
    for (int m = 0; m < k; m++) {
      ascending[k - 1 - m] = matches.score(at.rank(m));
    }
    double[] raw = new double[k];
    double[] mean = new double[k];
    double[] reversed = new double[k];
    double[][] errors = new double[TpError.values().length][RecallGrid.SIZE];
    for (TpError which : TpError.values()) {
      for (int m = 0; m < k; m++) {
        raw[m] = at.error(which, m);
      }
      RunningMean.of(raw, mean);
      for (int m = 0; m < k; m++) {
        reversed[k - 1 - m] = mean[m];
      }
      double[] out = errors[which.index()];
      for (int i = 0; i < RecallGrid.SIZE; i++) {
        out[i] = Interpolation.at(ascending, reversed, k, confidenceAt[i], reversed[k - 1]);
      }
    }
    return errors;
  }

  /**
   * Curves that are known point by point; the arrays are not to be used afterwards.
   *
   * @param error by index of {@link TpError}, then by point
   */
  static Curves onGrid(double[] precision, double[] confidence, double[][] error) {
    return new Curves(precision, confidence, error);
  }

  static Curves noPredictions() {
    double[][] ones = new double[TpError.values().length][RecallGrid.SIZE];
    for (double[] row : ones) {
      Arrays.fill(row, 1);
    }
    return new Curves(new double[RecallGrid.SIZE], new double[RecallGrid.SIZE], ones);
  }

  /** Precision at point {@code i}; 0 above the highest recall. */
  public double precision(int i) {
    return precision[i];
  }

  /** The score at which the recall of point {@code i} is reached; 0 above the highest recall. */
  public double confidence(int i) {
    return confidence[i];
  }

  /** The mean error of the matches down to point {@code i}. */
  public double error(TpError which, int i) {
    return error[which.index()][i];
  }

  /** The last point whose confidence is not 0, or 0: how far the recall reaches. */
  public int maxRecallIndex() {
    for (int i = RecallGrid.SIZE - 1; i > 0; i--) {
      if (confidence[i] != 0) {
        return i;
      }
    }
    return 0;
  }

  /** Whether confidence never rises with recall, as the devkit demands; NaN counts as rising. */
  public boolean confidenceFalls() {
    for (int i = 1; i < RecallGrid.SIZE; i++) {
      if (!(confidence[i] <= confidence[i - 1])) {
        return false;
      }
    }
    return true;
  }

  /** The mean of an error over points {@code from} to {@code to}, both included. */
  public double meanError(TpError which, int from, int to) {
    return PairwiseMean.of(error[which.index()], from, to + 1);
  }

  /**
   * Average precision: the mean of what precision exceeds its floor by, above the recall floor,
   * scaled to [0, 1].
   */
  public double averagePrecision(double minRecall, double minPrecision) {
    int first = RecallGrid.firstAbove(minRecall);
    double[] above = new double[RecallGrid.SIZE - first];
    for (int i = 0; i < above.length; i++) {
      double excess = precision[first + i] - minPrecision;
      above[i] = excess < 0 ? 0 : excess;
    }
    return PairwiseMean.of(above) / (1.0 - minPrecision);
  }
}
