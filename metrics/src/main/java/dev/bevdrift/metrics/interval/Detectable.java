package dev.bevdrift.metrics.interval;

/**
 * How small a change a data set can show.
 *
 * <p>A change of this size is found by a two-sided test at the level that goes with the confidence,
 * with the stated power: the quantiles of Student's distribution for both, times the standard
 * error.
 */
public final class Detectable {
  /** The chance that a change of the size stated is found. */
  public static final double POWER = 0.8;

  private Detectable() {}

  /**
   * The change of a figure that would show.
   *
   * @param error standard error of the difference
   * @param clusters that it rests on, at least 2
   * @param confidence of the intervals, in (0, 1)
   */
  public static double change(double error, int clusters, double confidence) {
    int degrees = clusters - 1;
    double found = StudentT.quantile(1 - (1 - confidence) / 2, degrees);
    return (found + StudentT.quantile(POWER, degrees)) * error;
  }

  /** The change from a paired difference of two sets of predictions on the same scenes. */
  public static double paired(FigureDraws difference, double confidence) {
    return change(difference.standardError(), difference.clusters(), confidence);
  }

  /**
   * The change between two sets of predictions on different scenes, when only one is known: the
   * other is taken to vary as much.
   */
  public static double unpaired(FigureDraws figure, double confidence) {
    return change(Math.sqrt(2) * figure.standardError(), figure.clusters(), confidence);
  }
}
