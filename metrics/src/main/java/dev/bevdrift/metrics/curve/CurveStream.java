package dev.bevdrift.metrics.curve;

import dev.bevdrift.metrics.box.TpError;
import java.util.Arrays;

/**
 * The curves of one class at one distance threshold, out of its predictions one by one in order of
 * rank; nothing is kept of a prediction that has passed.
 *
 * <p>The result equals {@link Curves#of} to the last bit. Why a stream suffices:
 *
 * <ul>
 *   <li>Recall changes at true positives only. A point of the grid is read between the last
 *       prediction below a recall and the true positive that exceeds it, so the prediction before
 *       is all the past that counts. Its score does count, also when it is a false positive: which
 *       one stands before a true positive is known only when all scenes are ranked together, so no
 *       false positive can be left out before that.
 *   <li>An error is read at the confidence of a point. That never exceeds the score of the
 *       prediction before (a rounded fall from it), so among the matches that have passed only
 *       those with exactly that score can be met: of these the first counts, whose means are kept.
 *       Any other confidence waits for the first match at or below it.
 *   <li>Beyond the highest recall confidence is 0, which matches with negative scores may have
 *       passed: 0 is waited for from the start.
 * </ul>
 *
 * <p>Memory: a few arrays of the grid's size. Not thread-safe.
 */
public final class CurveStream {
  private static final int ERRORS = TpError.values().length;

  private final long truths;
  private final double[] precision = new double[RecallGrid.SIZE];
  private final double[] confidence = new double[RecallGrid.SIZE];
  private final double[][] error = new double[ERRORS][RecallGrid.SIZE];
  private final double[] errorAtZero = new double[ERRORS];
  private boolean zeroMet;

  private long seen;
  private long matched;
  private double lastScore;
  private double lastMatchScore;
  private int nextPoint;

  private final int[] waiting = new int[RecallGrid.SIZE];
  private int waitingCount;

  private final double[] sum = new double[ERRORS];
  private final long[] count = new long[ERRORS];
  private final double[] mean = new double[ERRORS];
  private final double[] meanBefore = new double[ERRORS];

  /** The means at the first of the latest matches of equal score. */
  private final double[] meanAtScore = new double[ERRORS];

  private CurveStream(long truths) {
    this.truths = truths;
  }

  /**
   * A stream without predictions yet.
   *
   * @param truths number of evaluated true boxes of the class, zero or more
   */
  public static CurveStream of(long truths) {
    return new CurveStream(truths);
  }

  /**
   * Takes the next prediction, which matched nothing.
   *
   * @param score at most that of the one before; not NaN
   */
  public void falsePositive(double score) {
    seen++;
    lastScore = score;
  }

  /**
   * Takes the next prediction, which matched a true box.
   *
   * @param score at most that of the one before; not NaN
   * @param errors the match's errors start at {@code from}, by index of {@link TpError}; NaN where
   *     undefined
   */
  public void truePositive(double score, double[] errors, int from) {
    reach(score);
    double scoreBefore = lastMatchScore;
    System.arraycopy(mean, 0, meanBefore, 0, ERRORS);
    for (int e = 0; e < ERRORS; e++) {
      double one = errors[from + e];
      if (!Double.isNaN(one)) {
        sum[e] += one;
        count[e]++;
      }
      mean[e] = count[e] == 0 ? 0 : sum[e] / count[e];
    }
    if (matched == 0 || score != lastMatchScore) {
      System.arraycopy(mean, 0, meanAtScore, 0, ERRORS);
    }
    int left = 0;
    for (int w = 0; w < waitingCount; w++) {
      int point = waiting[w];
      if (score <= confidence[point]) {
        for (int e = 0; e < ERRORS; e++) {
          error[e][point] = meanAt(e, confidence[point], score, scoreBefore);
        }
      } else {
        waiting[left++] = point;
      }
    }
    waitingCount = left;
    if (!zeroMet && score <= 0) {
      for (int e = 0; e < ERRORS; e++) {
        errorAtZero[e] = meanAt(e, 0, score, scoreBefore);
      }
      zeroMet = true;
    }
    matched++;
    lastMatchScore = score;
    falsePositive(score);
  }

  /** The curves of all predictions taken; the stream must not be used afterwards. */
  public Curves finish() {
    if (truths == 0 || matched == 0) {
      return Curves.noPredictions();
    }
    double reached = (double) matched / truths;
    for (; nextPoint < RecallGrid.SIZE; nextPoint++) {
      if (RecallGrid.recall(nextPoint) > reached) {
        for (int e = 0; e < ERRORS; e++) {
          error[e][nextPoint] = zeroMet ? errorAtZero[e] : mean[e];
        }
      } else {
        precision[nextPoint] = (double) matched / seen;
        confidence[nextPoint] = lastScore;
        ask(nextPoint);
      }
    }
    for (int w = 0; w < waitingCount; w++) {
      for (int e = 0; e < ERRORS; e++) {
        error[e][waiting[w]] = mean[e];
      }
    }
    for (int e = 0; e < ERRORS; e++) {
      if (count[e] == 0) {
        undefined(error[e]);
      }
    }
    return Curves.onGrid(precision, confidence, error);
  }

  /** Reads the points of the grid that the next true positive exceeds. */
  private void reach(double score) {
    double reached = (double) (matched + 1) / truths;
    double precisionHere = (double) (matched + 1) / (seen + 1);
    double recallBefore = (double) matched / truths;
    double precisionBefore = (double) matched / seen;
    while (nextPoint < RecallGrid.SIZE && RecallGrid.recall(nextPoint) < reached) {
      double recall = RecallGrid.recall(nextPoint);
      if (seen == 0) {
        precision[nextPoint] = precisionHere;
        confidence[nextPoint] = score;
      } else if (recallBefore == recall) {
        precision[nextPoint] = precisionBefore;
        confidence[nextPoint] = lastScore;
      } else {
        precision[nextPoint] =
            Interpolation.between(recallBefore, precisionBefore, reached, precisionHere, recall);
        confidence[nextPoint] =
            Interpolation.between(recallBefore, lastScore, reached, score, recall);
      }
      ask(nextPoint);
      nextPoint++;
    }
  }

  /** Reads the errors of a point at its confidence, or lets it wait for the match it needs. */
  private void ask(int point) {
    double at = confidence[point];
    if (Double.isNaN(at)) {
      for (int e = 0; e < ERRORS; e++) {
        error[e][point] = at;
      }
    } else if (matched > 0 && lastMatchScore <= at) {
      for (int e = 0; e < ERRORS; e++) {
        error[e][point] = meanAtScore[e];
      }
    } else {
      waiting[waitingCount++] = point;
    }
  }

  /** A running mean at a confidence between the match before, if any, and the one of now. */
  private double meanAt(int e, double at, double score, double scoreBefore) {
    return matched == 0 || score == at
        ? mean[e]
        : Interpolation.between(score, mean[e], scoreBefore, meanBefore[e], at);
  }

  /** Without a single number all running means are 1. */
  private void undefined(double[] curve) {
    Arrays.setAll(curve, i -> Double.isNaN(confidence[i]) ? confidence[i] : 1);
  }
}
