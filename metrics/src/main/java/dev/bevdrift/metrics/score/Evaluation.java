package dev.bevdrift.metrics.score;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.BoxFilter;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.curve.Curves;
import dev.bevdrift.metrics.match.ClassMatches;
import dev.bevdrift.metrics.match.Strictness;
import dev.bevdrift.metrics.match.TruthIndex;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Scores predictions against ground truth, as nuScenes devkit 1.2.0 does.
 *
 * <p>Every figure agrees with the devkit's within 1e-12, average precisions are equal. Where the
 * devkit dies of its own weakness, {@link #of} gives an answer: without any prediction, or without
 * any true box, every average precision is 0 and every error 1; a velocity that is not a number is
 * unknown; negative scores just rank low. {@link #strict} refuses these.
 */
public final class Evaluation {
  private static final double NANOS_PER_S = 1e9;

  private Evaluation() {}

  /**
   * Scores predictions.
   *
   * @param config ranges and thresholds
   * @param truth samples, true boxes, racks; filtered here
   * @param predictions of these samples, in the order in which ties are decided; filtered here
   * @throws InputException if a matched box has a size that is not positive
   */
  public static DetectionScore of(
      DetectionConfig config, GroundTruth truth, DetectionBoxes predictions) {
    return score(config, truth, predictions, Strictness.LENIENT);
  }

  /** Scores predictions and refuses whatever the devkit refuses. */
  public static DetectionScore strict(
      DetectionConfig config, GroundTruth truth, DetectionBoxes predictions) {
    requireWhatTheDevkitNeeds(config, truth, predictions);
    return score(config, truth, predictions, Strictness.DEVKIT);
  }

  /** Scores predictions, strictly or not. */
  public static DetectionScore score(
      DetectionConfig config,
      GroundTruth truth,
      DetectionBoxes predictions,
      Strictness strictness) {
    TruthIndex index = TruthIndex.of(truth, BoxFilter.within(config.rangesM()));
    return score(config, index, predictions, strictness).score();
  }

  /**
   * Scores predictions against ground truth that is indexed already, which serves many sets of
   * predictions; refuses whatever the devkit refuses if told so.
   *
   * @param index made with the ranges of {@code config}
   */
  public static TimedScore timed(
      DetectionConfig config, TruthIndex index, DetectionBoxes predictions, Strictness strictness) {
    if (strictness == Strictness.DEVKIT) {
      requireWhatTheDevkitNeeds(config, index.truth(), predictions);
    }
    return score(config, index, predictions, strictness);
  }

  private static TimedScore score(
      DetectionConfig config, TruthIndex index, DetectionBoxes predictions, Strictness strictness) {
    long start = System.nanoTime();
    int[][] evaluated = index.evaluated(predictions);
    long filtered = System.nanoTime();
    List<ClassMatches> matches =
        config.classes().parallelStream()
            .map(
                c ->
                    ClassMatches.of(
                        c,
                        index,
                        predictions,
                        evaluated[c.index()],
                        config.distanceThresholdsM(),
                        strictness))
            .toList();
    long matched = System.nanoTime();
    List<ClassScore> scores =
        matches.parallelStream()
            .map(m -> score(config, m, strictness, predictions.source()))
            .toList();
    Map<DetectionClass, ClassScore> byClass = new EnumMap<>(DetectionClass.class);
    scores.forEach(s -> byClass.put(s.matches().detectionClass(), s));
    DetectionScore score = DetectionScore.of(config, index.truth().samples(), byClass);
    long scored = System.nanoTime();
    return new TimedScore(
        score,
        (filtered - start) / NANOS_PER_S,
        (matched - filtered) / NANOS_PER_S,
        (scored - matched) / NANOS_PER_S);
  }

  /**
   * The figures out of matches made before, such as a part of another score's.
   *
   * @param config its classes are those of the matches
   * @param samples whose indices the matches have
   * @param matches one of each class of the config
   */
  public static DetectionScore ofMatches(
      DetectionConfig config, Samples samples, List<ClassMatches> matches) {
    Map<DetectionClass, ClassScore> byClass = new EnumMap<>(DetectionClass.class);
    for (ClassMatches of : matches) {
      byClass.put(of.detectionClass(), score(config, of, Strictness.LENIENT, ""));
    }
    if (!byClass.keySet().containsAll(config.classes())) {
      throw new IllegalArgumentException(
          "Cannot score matches of " + byClass.keySet() + ": expected " + config.classes());
    }
    return DetectionScore.of(config, samples, byClass);
  }

  private static ClassScore score(
      DetectionConfig config, ClassMatches matches, Strictness strictness, String source) {
    List<Curves> curves =
        IntStream.range(0, matches.thresholds()).mapToObj(t -> Curves.of(matches, t)).toList();
    for (Curves at : curves) {
      requireFalling(at, matches.detectionClass(), strictness, source);
    }
    return ClassScore.of(config, matches, curves);
  }

  private static void requireWhatTheDevkitNeeds(
      DetectionConfig config, GroundTruth truth, DetectionBoxes predictions) {
    requireEveryClass(config);
    requireBoxes(truth.boxes().source(), truth.boxes().size());
    requireBoxes(predictions.source(), predictions.size());
  }

  /** The devkit's sanity check of a curve. */
  static void requireFalling(
      Curves at, DetectionClass detectionClass, Strictness strictness, String source) {
    if (strictness == Strictness.DEVKIT && !at.confidenceFalls()) {
      throw new InputException(
          "Cannot evaluate "
              + source
              + ": the confidence of class "
              + detectionClass.jsonName()
              + " rises with recall, expected finite detection_score values of zero or more");
    }
  }

  static void requireEveryClass(DetectionConfig config) {
    if (!config.namesEveryClass()) {
      throw new InputException(
          "Cannot evaluate as the devkit does: class_range names "
              + config.classRanges().size()
              + " classes, expected all "
              + DetectionClass.all().size());
    }
  }

  static void requireBoxes(String source, long boxes) {
    if (boxes == 0) {
      throw new InputException(
          "Cannot evaluate " + source + ": it has no boxes, expected at least one");
    }
  }
}
