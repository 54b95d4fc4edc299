package dev.bevdrift.metrics.score;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.BoxFilter;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.curve.Curves;
import dev.bevdrift.metrics.match.BoxTotals;
import dev.bevdrift.metrics.match.ClassMatches;
import dev.bevdrift.metrics.match.RankedRun;
import dev.bevdrift.metrics.match.Strictness;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * {@link Evaluation} in two halves that may run on different machines: matching, of some samples at
 * a time, and scoring, of whole classes. The figures are those of {@link Evaluation} to the last
 * bit, whatever samples are matched together.
 */
public final class PartialEvaluation {
  private PartialEvaluation() {}

  /**
   * Checks that a config can be evaluated in halves.
   *
   * @throws InputException if it has too many thresholds, or fewer classes than strictness demands
   */
  public static void check(DetectionConfig config, Strictness strictness) {
    if (config.distanceThresholdsM().size() > RankedRun.MAX_THRESHOLDS) {
      throw new InputException(
          "Cannot evaluate in parts: dist_ths has "
              + config.distanceThresholdsM().size()
              + " distances, expected at most "
              + RankedRun.MAX_THRESHOLDS);
    }
    if (strictness == Strictness.DEVKIT) {
      Evaluation.requireEveryClass(config);
    }
  }

  /**
   * Filters and matches some samples.
   *
   * @param truth those samples
   * @param predictions of those samples, ascending in {@code order}
   * @param order place of each prediction in the order of all predictions, which decides ties
   * @param to collects the matches
   */
  public static void match(
      DetectionConfig config,
      GroundTruth truth,
      DetectionBoxes predictions,
      long[] order,
      Strictness strictness,
      RankedRun to) {
    BoxFilter filter = BoxFilter.within(config.rangesM());
    int[][] truthOf = filter.byClass(truth.boxes(), truth.samples(), truth.racks());
    int[][] predictionsOf = filter.byClass(predictions, truth.samples(), truth.racks());
    for (DetectionClass c : config.classes()) {
      to.add(
          ClassMatches.of(
              c,
              truth,
              truthOf[c.index()],
              predictions,
              predictionsOf[c.index()],
              config.distanceThresholdsM(),
              strictness),
          order);
    }
    to.count(new BoxTotals(truth.samples().size(), truth.boxes().size(), predictions.size()));
  }

  /**
   * The figures out of every class's curves. They have no matches: see {@link ClassScore#matches}.
   *
   * @param classes every class of the config
   * @param truthSource what messages call the ground truth
   * @param predictionSource what messages call the predictions
   */
  public static DetectionScore score(
      DetectionConfig config,
      List<ClassCurves> classes,
      Strictness strictness,
      String truthSource,
      String predictionSource) {
    if (strictness == Strictness.DEVKIT) {
      BoxTotals totals =
          classes.stream().map(ClassCurves::totals).reduce(BoxTotals.NONE, BoxTotals::plus);
      Evaluation.requireBoxes(truthSource, totals.truths());
      Evaluation.requireBoxes(predictionSource, totals.predictions());
    }
    Map<DetectionClass, ClassScore> byClass = new EnumMap<>(DetectionClass.class);
    for (ClassCurves one : classes) {
      for (Curves at : one.curves()) {
        Evaluation.requireFalling(at, one.detectionClass(), strictness, predictionSource);
      }
      byClass.put(
          one.detectionClass(),
          ClassScore.ofCurves(config, one.detectionClass(), one.truths(), one.curves()));
    }
    return DetectionScore.ofCurves(config, byClass);
  }
}
