package dev.bevdrift.metrics.interval;

import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.interval.FigureKeys.Averages;
import dev.bevdrift.metrics.score.DetectionConfig;

/**
 * Lays the figures of the classes out in the order of {@link FigureKeys} and averages them.
 *
 * <p>The averages are the devkit's, and the same ones over the classes that have a true box under
 * the weights; those are NaN when no class has one.
 */
final class FigureTable {
  private static final int ERRORS = TpError.values().length;

  private final FigureKeys keys;
  private final int classes;
  private final int thresholds;
  private final double meanApWeight;

  FigureTable(DetectionConfig config) {
    keys = FigureKeys.of(config);
    classes = config.classes().size();
    thresholds = config.distanceThresholdsM().size();
    meanApWeight = config.meanApWeight();
  }

  FigureKeys keys() {
    return keys;
  }

  /** Takes in the figures of class {@code c}. */
  void put(double[] figures, int c, double[] ap, double[] errors) {
    int at = keys.ofClass(c);
    double sum = 0;
    for (int t = 0; t < thresholds; t++) {
      figures[at + 1 + t] = ap[t];
      sum += ap[t];
    }
    figures[at] = sum / thresholds;
    System.arraycopy(errors, 0, figures, at + 1 + thresholds, ERRORS);
  }

  /**
   * Fills in the averages once every class is there.
   *
   * @param truths by class: weighted number of true boxes
   */
  void average(double[] figures, long[] truths) {
    average(figures, truths, Averages.ALL);
    average(figures, truths, Averages.PRESENT);
  }

  private void average(double[] figures, long[] truths, Averages over) {
    double ap = 0;
    int count = 0;
    double[] sum = new double[ERRORS];
    int[] defined = new int[ERRORS];
    for (int c = 0; c < classes; c++) {
      if (over == Averages.PRESENT && truths[c] == 0) {
        continue;
      }
      ap += figures[keys.ofClass(c)];
      count++;
      for (int e = 0; e < ERRORS; e++) {
        double error = figures[keys.ofClass(c) + 1 + thresholds + e];
        if (!Double.isNaN(error)) {
          sum[e] += error;
          defined[e]++;
        }
      }
    }
    int at = FigureKeys.means(over);
    double meanAp = ap / count;
    double total = meanApWeight * meanAp;
    for (int e = 0; e < ERRORS; e++) {
      double error = sum[e] / defined[e];
      figures[at + 2 + e] = error;
      total += error < 1 ? 1 - error : 0;
    }
    figures[at] = meanAp;
    figures[at + 1] = total / (meanApWeight + ERRORS);
  }
}
