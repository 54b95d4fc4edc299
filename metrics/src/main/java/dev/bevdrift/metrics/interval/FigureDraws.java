package dev.bevdrift.metrics.interval;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One figure, or the difference of one figure of two runs: its estimate and its values under every
 * draw.
 *
 * <p>Immutable, thread-safe.
 */
public final class FigureDraws {
  /** With fewer clusters no interval is given: five signs alone have a chance of 1 in 16. */
  public static final int LEAST_CLUSTERS = 6;

  private final DrawDesign design;
  private final int informative;

  /** Of a difference: clusters in which the two runs differ. */
  private final OptionalInt differing;

  private final double estimate;
  private final double[] drawn;

  private FigureDraws(
      DrawDesign design, int informative, OptionalInt differing, double estimate, double[] drawn) {
    this.design = design;
    this.informative = informative;
    this.differing = differing;
    this.estimate = estimate;
    this.drawn = drawn;
  }

  /** One run's figure; takes the array over. */
  static FigureDraws of(DrawDesign design, int informative, double estimate, double[] drawn) {
    return new FigureDraws(design, informative, OptionalInt.empty(), estimate, drawn);
  }

  /**
   * The difference of two runs; takes the array over.
   *
   * @param differing clusters in which they differ
   */
  static FigureDraws ofDifference(
      DrawDesign design, int informative, int differing, double estimate, double[] drawn) {
    return new FigureDraws(design, informative, OptionalInt.of(differing), estimate, drawn);
  }

  /** Number of clusters that are drawn. */
  public int clusters() {
    return design.clusters();
  }

  /** Number of clusters that have a true box of the figure's class, or of any for an average. */
  public int informative() {
    return informative;
  }

  /** The figure on the data as they are. */
  public double estimate() {
    return estimate;
  }

  DrawDesign design() {
    return design;
  }

  /** The figure under every draw; a copy. */
  double[] drawn() {
    return drawn.clone();
  }

  private boolean isDefined() {
    return !Double.isNaN(estimate) && Arrays.stream(drawn).allMatch(Double::isFinite);
  }

  /**
   * Why there is no interval; empty when there is one.
   *
   * <p>Clusters without a true box of the class tell nothing about it, so those that have one are
   * counted. Clusters in which two runs don't differ tell nothing about what a difference does
   * where there is one: two runs that differ in three scenes, where it happens to do no harm, are a
   * sample of three, however many scenes were driven. Runs that differ nowhere have a difference of
   * 0.
   */
  public String whyNone() {
    if (!isDefined()) {
      return "it is undefined on these scenes or on a draw of them";
    }
    if (informative < LEAST_CLUSTERS) {
      return "an interval needs at least "
          + LEAST_CLUSTERS
          + " scenes or drives with such true boxes, and there are "
          + informative;
    }
    int differ = differing.orElse(LEAST_CLUSTERS);
    return differ > 0 && differ < LEAST_CLUSTERS
        ? "an interval needs at least "
            + LEAST_CLUSTERS
            + " scenes or drives that differ, and "
            + differ
            + " of "
            + clusters()
            + " do; about "
            + (LEAST_CLUSTERS * clusters() + differ - 1) / differ
            + " would have as many"
        : "";
  }

  /**
   * Where the figure would lie had other scenes been driven, if that can be said: see {@link
   * #whyNone}.
   *
   * @param confidence in (0, 1), such as 0.9
   */
  public Optional<Interval> interval(double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "Cannot use confidence=" + confidence + ": expected a number between 0 and 1");
    }
    return whyNone().isEmpty()
        ? Optional.of(Inference.of(this).interval(confidence))
        : Optional.empty();
  }

  /** The standard error over scenes; NaN where there is no interval. */
  public double standardError() {
    return whyNone().isEmpty() ? Inference.of(this).error() : Double.NaN;
  }

  /**
   * Of a difference: how likely one this far from 0, on either side, would be if there were none on
   * all scenes of the world. NaN where there is no interval.
   */
  public double pOfZero() {
    return whyNone().isEmpty() ? Inference.of(this).pOfZero() : Double.NaN;
  }
}
