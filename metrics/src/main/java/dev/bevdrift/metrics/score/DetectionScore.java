package dev.bevdrift.metrics.score;

import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.curve.PairwiseMean;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All figures of one set of predictions.
 *
 * <p>Classes absent from the ground truth count with an average precision of 0 and errors of 1, as
 * in the devkit; {@link #presentClasses} says which are there. Immutable, thread-safe.
 */
public final class DetectionScore {
  private final DetectionConfig config;
  private final Optional<Samples> samples;
  private final Map<DetectionClass, ClassScore> byClass;

  private DetectionScore(
      DetectionConfig config, Optional<Samples> samples, Map<DetectionClass, ClassScore> byClass) {
    this.config = config;
    this.samples = samples;
    this.byClass = new EnumMap<>(byClass);
  }

  static DetectionScore of(
      DetectionConfig config, Samples samples, Map<DetectionClass, ClassScore> byClass) {
    return new DetectionScore(config, Optional.of(samples), byClass);
  }

  /** Figures whose samples and matches have passed. */
  static DetectionScore ofCurves(DetectionConfig config, Map<DetectionClass, ClassScore> byClass) {
    return new DetectionScore(config, Optional.empty(), byClass);
  }

  public DetectionConfig config() {
    return config;
  }

  /**
   * The samples that were evaluated.
   *
   * @throws IllegalStateException for figures of {@link PartialEvaluation}, which keeps none
   */
  public Samples samples() {
    return samples.orElseThrow(
        () ->
            new IllegalStateException(
                "Cannot list the samples: they were streamed, expected a score of one machine"));
  }

  /** The figures of a class, if it was evaluated. */
  public Optional<ClassScore> of(DetectionClass c) {
    return Optional.ofNullable(byClass.get(c));
  }

  /** The figures of every evaluated class, in the order of the config. */
  public List<ClassScore> classScores() {
    return config.classes().stream().map(byClass::get).toList();
  }

  /** The evaluated classes that have at least one true box. */
  public List<DetectionClass> presentClasses() {
    return config.classes().stream().filter(c -> byClass.get(c).truths() > 0).toList();
  }

  /** mAP: the mean over the evaluated classes of the mean over the thresholds, in [0, 1]. */
  public double meanAp() {
    return PairwiseMean.of(classScores().stream().mapToDouble(ClassScore::meanDistAp).toArray());
  }

  /** The mean of an error over the classes that define it; NaN when none does. */
  public double tpError(TpError which) {
    return PairwiseMean.ofNumbers(
        classScores().stream().mapToDouble(c -> c.tpError(which)).toArray());
  }

  /** 1 - the mean error, at least 0; 0 where the error is undefined. */
  public double tpScore(TpError which) {
    double score = 1.0 - tpError(which);
    return score > 0 ? score : 0;
  }

  /** NDS, in [0, 1]. */
  public double ndScore() {
    TpError[] errors = TpError.values();
    double[] scores = new double[errors.length];
    for (TpError which : errors) {
      scores[which.index()] = tpScore(which);
    }
    double total = config.meanApWeight() * meanAp() + PairwiseMean.sum(scores, 0, scores.length);
    return total / (config.meanApWeight() + scores.length);
  }

  /**
   * mAP over the classes present, which a subset's user wants: not the devkit's figure. NaN when no
   * class is present.
   */
  public double meanApOfPresentClasses() {
    return PairwiseMean.of(
        presentClasses().stream().mapToDouble(c -> byClass.get(c).meanDistAp()).toArray());
  }

  /**
   * The same matches scored over the classes present only, as if the config named no other; empty
   * when no class is present. Its mAP is {@link #meanApOfPresentClasses}, its NDS what a subset's
   * user wants: neither is the devkit's figure.
   */
  public Optional<DetectionScore> ofPresentClasses() {
    List<DetectionClass> present = presentClasses();
    return present.isEmpty()
        ? Optional.empty()
        : Optional.of(new DetectionScore(config.onlyClasses(present), samples, byClass));
  }
}
