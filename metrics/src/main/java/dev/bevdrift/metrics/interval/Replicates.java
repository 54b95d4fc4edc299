package dev.bevdrift.metrics.interval;

import dev.bevdrift.metrics.score.Figure;
import java.util.Arrays;
import java.util.Optional;

/**
 * The figures of a run, or the differences of two runs, under every draw.
 *
 * <p>Immutable, thread-safe.
 */
public final class Replicates {
  /** With fewer clusters no interval is given. */
  public static final int LEAST_CLUSTERS = 6;

  /** With fewer clusters the interval is Student's around the estimate, not of percentiles. */
  public static final int PERCENTILE_CLUSTERS = 20;

  private final double[] estimate;
  private final double[][] drawn;
  private final double[][] leftOut;

  private Replicates(double[] estimate, double[][] drawn, double[][] leftOut) {
    this.estimate = estimate;
    this.drawn = drawn;
    this.leftOut = leftOut;
  }

  static Replicates of(double[] estimate, double[][] drawn, double[][] leftOut) {
    return new Replicates(estimate, drawn, leftOut);
  }

  /**
   * These figures less a reference's, draw by draw.
   *
   * @throws IllegalArgumentException if the draws were not the same
   */
  public Replicates minus(Replicates reference) {
    if (drawn.length != reference.drawn.length || leftOut.length != reference.leftOut.length) {
      throw new IllegalArgumentException(
          "Cannot compare runs: "
              + reference.drawn.length
              + " draws of "
              + reference.leftOut.length
              + " clusters, expected "
              + drawn.length
              + " of "
              + leftOut.length);
    }
    return new Replicates(
        minus(estimate, reference.estimate),
        minus(drawn, reference.drawn),
        minus(leftOut, reference.leftOut));
  }

  private static double[] minus(double[] a, double[] b) {
    double[] difference = new double[a.length];
    Arrays.setAll(difference, i -> a[i] - b[i]);
    return difference;
  }

  private static double[][] minus(double[][] a, double[][] b) {
    double[][] difference = new double[a.length][];
    Arrays.setAll(difference, i -> minus(a[i], b[i]));
    return difference;
  }

  /** Number of clusters. */
  public int clusters() {
    return leftOut.length;
  }

  /** Number of draws. */
  public int count() {
    return drawn.length;
  }

  /** The figure on the data as they are. */
  public double estimate(Figure figure) {
    return estimate[figure.index()];
  }

  /** The figure under a draw. */
  public double drawn(Figure figure, int replicate) {
    return drawn[replicate][figure.index()];
  }

  /**
   * Where the figure would lie had other scenes been driven.
   *
   * <p>From {@link #PERCENTILE_CLUSTERS} clusters on the percentiles of the draws; below that
   * Student's interval with the spread of the jackknife; below {@link #LEAST_CLUSTERS} none. A
   * figure that is NaN has none.
   *
   * @param confidence in (0, 1), such as 0.9
   */
  public Optional<Interval> interval(Figure figure, double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "Cannot use confidence=" + confidence + ": expected a number between 0 and 1");
    }
    if (clusters() < LEAST_CLUSTERS || Double.isNaN(estimate(figure))) {
      return Optional.empty();
    }
    if (clusters() < PERCENTILE_CLUSTERS) {
      double half =
          StudentT.quantile(1 - (1 - confidence) / 2, clusters() - 1) * jackknifeError(figure);
      return Optional.of(new Interval(estimate(figure) - half, estimate(figure) + half));
    }
    double[] sorted = new double[drawn.length];
    Arrays.setAll(sorted, b -> drawn(figure, b));
    Arrays.sort(sorted);
    if (sorted.length == 0 || Double.isNaN(sorted[sorted.length - 1])) {
      return Optional.empty();
    }
    return Optional.of(
        new Interval(
            percentile(sorted, (1 - confidence) / 2), percentile(sorted, (1 + confidence) / 2)));
  }

  /** The standard error of a figure by leaving out one cluster at a time. */
  public double jackknifeError(Figure figure) {
    int n = clusters();
    double mean = 0;
    for (double[] row : leftOut) {
      mean += row[figure.index()] / n;
    }
    double squares = 0;
    for (double[] row : leftOut) {
      double d = row[figure.index()] - mean;
      squares += d * d;
    }
    return Math.sqrt(squares * (n - 1) / n);
  }

  private static double percentile(double[] sorted, double p) {
    double at = p * (sorted.length - 1);
    int below = (int) Math.floor(at);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
