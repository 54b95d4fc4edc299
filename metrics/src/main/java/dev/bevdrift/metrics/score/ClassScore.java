package dev.bevdrift.metrics.score;

import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.curve.Curves;
import dev.bevdrift.metrics.curve.PairwiseMean;
import dev.bevdrift.metrics.curve.RecallGrid;
import dev.bevdrift.metrics.match.ClassMatches;
import java.util.List;
import java.util.Optional;

/**
 * The figures of one class.
 *
 * <p>Source: nuScenes devkit, {@code calc_ap} and {@code calc_tp}. Immutable, thread-safe.
 */
public final class ClassScore {
  private final DetectionClass detectionClass;
  private final long truths;
  private final Optional<ClassMatches> matches;
  private final List<Curves> curves;
  private final double[] ap;
  private final double[] tpError;

  private ClassScore(
      DetectionClass detectionClass,
      long truths,
      Optional<ClassMatches> matches,
      List<Curves> curves,
      double[] ap,
      double[] tpError) {
    this.detectionClass = detectionClass;
    this.truths = truths;
    this.matches = matches;
    this.curves = curves;
    this.ap = ap;
    this.tpError = tpError;
  }

  /** The figures out of the matches of a class at the thresholds of {@code config}. */
  static ClassScore of(DetectionConfig config, ClassMatches matches, List<Curves> curves) {
    return of(config, matches.detectionClass(), matches.truths(), Optional.of(matches), curves);
  }

  /** The figures out of the curves of a class whose matches have passed. */
  static ClassScore ofCurves(
      DetectionConfig config, DetectionClass detectionClass, long truths, List<Curves> curves) {
    return of(config, detectionClass, truths, Optional.empty(), curves);
  }

  private static ClassScore of(
      DetectionConfig config,
      DetectionClass detectionClass,
      long truths,
      Optional<ClassMatches> matches,
      List<Curves> curves) {
    double[] ap = new double[curves.size()];
    for (int t = 0; t < ap.length; t++) {
      ap[t] = curves.get(t).averagePrecision(config.minRecall(), config.minPrecision());
    }
    double[] errors = new double[TpError.values().length];
    Curves at = curves.get(config.tpThresholdIndex());
    for (TpError which : TpError.values()) {
      errors[which.index()] =
          detectionClass.defines(which) ? tpError(config, at, which) : Double.NaN;
    }
    return new ClassScore(detectionClass, truths, matches, List.copyOf(curves), ap, errors);
  }

  private static double tpError(DetectionConfig config, Curves curves, TpError which) {
    int first = RecallGrid.firstAbove(config.minRecall());
    int last = curves.maxRecallIndex();
    return last < first ? 1.0 : curves.meanError(which, first, last);
  }

  public DetectionClass detectionClass() {
    return detectionClass;
  }

  /** Number of evaluated true boxes. */
  public long truths() {
    return truths;
  }

  /**
   * The ranked predictions and their matches.
   *
   * @throws IllegalStateException for figures of {@link PartialEvaluation}, which keeps none
   */
  public ClassMatches matches() {
    return matches.orElseThrow(
        () ->
            new IllegalStateException(
                "Cannot show the matches of "
                    + detectionClass.jsonName()
                    + ": they were streamed, expected a score of one machine"));
  }

  /** The curves at the {@code t}-th threshold. */
  public Curves curves(int t) {
    return curves.get(t);
  }

  /** Average precision at the {@code t}-th threshold, in [0, 1]; 0 without a true box. */
  public double ap(int t) {
    return ap[t];
  }

  /** The mean of the average precisions over the thresholds. */
  public double meanDistAp() {
    return PairwiseMean.of(ap);
  }

  /**
   * An error at the threshold for true positives, in the unit of {@link TpError}; 1 where recall
   * stays below its floor, NaN where the class does not define it.
   */
  public double tpError(TpError which) {
    return tpError[which.index()];
  }
}
