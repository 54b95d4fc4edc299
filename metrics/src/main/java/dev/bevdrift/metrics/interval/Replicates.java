package dev.bevdrift.metrics.interval;

import java.util.Arrays;
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
  private final double[] estimate;
  private final double[][] drawn;

  private Replicates(
      FigureKeys keys,
      long seed,
      DrawDesign design,
      int[] informative,
      double[] estimate,
      double[][] drawn) {
    this.keys = keys;
    this.seed = seed;
    this.design = design;
    this.informative = informative;
    this.estimate = estimate;
    this.drawn = drawn;
  }

  static Replicates of(
      FigureKeys keys,
      long seed,
      DrawDesign design,
      int[] informative,
      double[] estimate,
      double[][] drawn) {
    return new Replicates(keys, seed, design, informative, estimate, drawn);
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
        keys, seed, design, least, with(estimate, other.estimate, operation), both);
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
    return FigureDraws.of(design, informative[place], estimate[place], under);
  }
}
