package dev.bevdrift.metrics.interval;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The interval and the test of one figure: Student's and the studentised bootstrap's, the wider end
 * and the larger p-value of the two.
 *
 * <p>Student's takes the spread of the draws for the standard error and the clusters for the
 * degrees of freedom. The studentised bootstrap asks how many standard errors, its own ones, each
 * draw lies off, and so follows the skewness that a loss in few scenes has. Each alone covered too
 * little in simulation, where the other one did well; see the package. Source: B. Efron and R.
 * Tibshirani, An Introduction to the Bootstrap, chapter 12. Immutable, thread-safe.
 */
final class Inference {
  /**
   * A draw's own standard error counts as at least this share of the data's: a draw without the few
   * clusters that differ at all would otherwise lie infinitely many errors off.
   */
  private static final double LEAST_ERROR = 1 / 3.0;

  /** Draws for p-values: Holm over 40 rungs multiplies the smallest by 160. */
  private static final int TEST_DRAWS = 50_000;

  private static final long TEST_SEED = 20_261_125L;

  private final double estimate;
  private final double error;
  private final int clusters;
  private final int[][] times;

  /** By cluster, times the number of clusters; empty when there are too few draws to fit them. */
  private final double[] influence;

  /** The standard error that the influences add up to. */
  private final double linearError;

  private Inference(double estimate, double error, DrawDesign design, double[] influence) {
    this.estimate = estimate;
    this.error = error;
    this.clusters = design.clusters();
    this.times = design.times();
    this.influence = influence;
    double squares = 0;
    for (int c = 0; c < influence.length; c++) {
      influence[c] *= clusters;
      squares += influence[c] * influence[c];
    }
    this.linearError = Math.sqrt(squares / clusters / (clusters - 1));
  }

  /** Prepares a figure that is a number under every draw. */
  static Inference of(FigureDraws figure) {
    double[] drawn = figure.drawn();
    double mean = Arrays.stream(drawn).average().orElse(0);
    double squares = 0;
    for (double value : drawn) {
      squares += (value - mean) * (value - mean);
    }
    int n = figure.clusters();
    // Draws vary as n clusters do, of which one is used up by the mean.
    double error = Math.sqrt(squares / Math.max(1, drawn.length - 1) * n / (n - 1));
    DrawDesign design = figure.design();
    double[] influence = design.isDetermined() ? design.influence(drawn) : new double[0];
    return new Inference(figure.estimate(), error, design, influence);
  }

  /** The standard error on the data. */
  double error() {
    return error;
  }

  /** The interval of this confidence. */
  Interval interval(double confidence) {
    double tail = (1 - confidence) / 2;
    double student = StudentT.quantile(1 - tail, clusters - 1);
    double up = student;
    double down = student;
    if (influence.length > 0) {
      double[] t = new double[times.length];
      for (int b = 0; b < t.length; b++) {
        t[b] = ratio(times[b]);
      }
      Arrays.sort(t);
      down = Math.max(student, Quantile.of(t, 1 - tail));
      up = Math.max(student, -Quantile.of(t, tail));
    }
    return new Interval(estimate - down * error, estimate + up * error);
  }

  private double ratio(int[] drawn) {
    double sum = 0;
    double squares = 0;
    for (int c = 0; c < clusters; c++) {
      double weighted = drawn[c] * influence[c];
      sum += weighted;
      squares += weighted * influence[c];
    }
    return ratio(sum, squares);
  }

  private double ratio(double sum, double squares) {
    double mean = sum / clusters;
    double own = Math.sqrt(Math.max(0, squares / clusters - mean * mean) / (clusters - 1));
    double scale = Math.max(own, LEAST_ERROR * linearError);
    return scale == 0 ? 0 : mean / scale;
  }

  /**
   * How likely a figure this far from 0, on either side, would be if its true value were 0; 1 when
   * it is 0.
   */
  double pOfZero() {
    if (estimate == 0) {
      return 1;
    }
    double seen = estimate / error;
    double student = StudentT.twoSided(seen, clusters - 1);
    return influence.length == 0 ? student : Math.max(student, studentisedP(seen));
  }

  /** By many more draws of the influences than there are of the figure; at least 2 / 50,001. */
  private double studentisedP(double seen) {
    SplittableRandom random = new SplittableRandom(TEST_SEED);
    int atLeast = 1;
    int atMost = 1;
    for (int b = 0; b < TEST_DRAWS; b++) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < clusters; i++) {
        double value = influence[random.nextInt(clusters)];
        sum += value;
        squares += value * value;
      }
      double t = ratio(sum, squares);
      atLeast += t >= seen ? 1 : 0;
      atMost += t <= seen ? 1 : 0;
    }
    return Math.min(1, 2.0 * Math.min(atLeast, atMost) / (TEST_DRAWS + 1));
  }
}
