package dev.bevdrift.metrics.interval;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;

/**
 * All figures of a run, or the differences of two runs, under every draw.
 *
 * <p>Immutable, thread-safe.
 */
public final class Replicates {
  private final FigureKeys keys;
  private final long seed;
  private final DrawDesign design;
  private final int[] informative;

  /** What is compared; of one run only. */
  private final Optional<ClusterTraces> traces;

  /** By cluster: whether the runs differ there; of a difference only, else empty. */
  private final boolean[] differing;

  private final double[] estimate;
  private final double[][] drawn;

  private Replicates(
      FigureKeys keys,
      long seed,
      DrawDesign design,
      int[] informative,
      Optional<ClusterTraces> traces,
      boolean[] differing,
      double[] estimate,
      double[][] drawn) {
    this.keys = keys;
    this.seed = seed;
    this.design = design;
    this.informative = informative;
    this.traces = traces;
    this.differing = differing;
    this.estimate = estimate;
    this.drawn = drawn;
  }

  static Replicates of(
      FigureKeys keys,
      long seed,
      DrawDesign design,
      int[] informative,
      ClusterTraces traces,
      double[] estimate,
      double[][] drawn) {
    return new Replicates(
        keys, seed, design, informative, Optional.of(traces), new boolean[0], estimate, drawn);
  }

  /**
   * These figures less a reference's, draw by draw.
   *
   * @throws IllegalArgumentException if the draws or the figures were not the same
   */
  public Replicates minus(Replicates reference) {
    return with(reference, (a, b) -> a - b);
  }

  /**
   * These figures and others', draw by draw; of differences, which add up.
   *
   * @throws IllegalArgumentException if the draws or the figures were not the same
   */
  public Replicates plus(Replicates others) {
    return with(others, Double::sum);
  }

  private Replicates with(Replicates other, DoubleBinaryOperator operation) {
    if (!draws().equals(other.draws())) {
      throw new IllegalArgumentException(
          "Cannot compare runs: " + other.draws() + ", expected " + draws());
    }
    int[] least = new int[informative.length];
    Arrays.setAll(least, i -> Math.min(informative[i], other.informative[i]));
    double[][] both = new double[drawn.length][];
    Arrays.setAll(both, b -> with(drawn[b], other.drawn[b], operation));
    return new Replicates(
        keys,
        seed,
        design,
        least,
        Optional.empty(),
        differing(other),
        with(estimate, other.estimate, operation),
        both);
  }

  /** Where two runs differ, or either of two differences does. */
  private boolean[] differing(Replicates other) {
    if (traces.isPresent() && other.traces.isPresent()) {
      return traces.get().differing(other.traces.get());
    }
    boolean[] either = new boolean[clusters()];
    for (boolean[] part : new boolean[][] {differing, other.differing}) {
      for (int k = 0; k < part.length; k++) {
        either[k] |= part[k];
      }
    }
    return either;
  }

  private String draws() {
    return drawn.length
        + " draws of "
        + clusters()
        + " clusters by seed "
        + seed
        + " with "
        + keys.size()
        + " figures";
  }

  private static double[] with(double[] a, double[] b, DoubleBinaryOperator operation) {
    double[] both = new double[a.length];
    Arrays.setAll(both, i -> operation.applyAsDouble(a[i], b[i]));
    return both;
  }

  /** The figures, in order. */
  public FigureKeys keys() {
    return keys;
  }

  /** Number of clusters. */
  public int clusters() {
    return design.clusters();
  }

  /** Number of draws. */
  public int count() {
    return drawn.length;
  }

  /**
   * One figure under every draw.
   *
   * @param figure one of {@link #keys}
   */
  public FigureDraws of(String figure) {
    int place = keys.place(figure);
    double[] under = new double[drawn.length];
    Arrays.setAll(under, b -> drawn[b][place]);
    if (traces.isPresent()) {
      return FigureDraws.of(design, informative[place], estimate[place], under);
    }
    int differ = 0;
    for (boolean differs : differing) {
      differ += differs ? 1 : 0;
    }
    return FigureDraws.ofDifference(design, informative[place], differ, estimate[place], under);
  }
}
