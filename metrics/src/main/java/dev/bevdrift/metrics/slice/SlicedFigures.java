package dev.bevdrift.metrics.slice;

import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.TruthFacts;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.FigureKey;
import dev.bevdrift.metrics.score.FigureSet;
import dev.bevdrift.metrics.score.Figures;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The figures of the whole and of every slice, in one go. */
public final class SlicedFigures {
  private SlicedFigures() {}

  /**
   * All figures of one rung.
   *
   * @param rung its name
   * @param score of the predictions on the truth
   */
  public static Figures of(
      String rung,
      DetectionScore score,
      GroundTruth truth,
      DetectionBoxes predictions,
      TruthFacts facts,
      SliceSettings settings) {
    Map<FigureKey, FigureSet> sets = new TreeMap<>();
    forEach(
        score,
        truth,
        predictions,
        facts,
        settings,
        slice -> sets.put(FigureKey.of(rung, slice.name()), slice.figures()));
    return Figures.of(sets);
  }

  /**
   * Every slice of every property, first the whole; a property's slices are dropped from memory
   * before the next property's are made.
   */
  public static void forEach(
      DetectionScore score,
      GroundTruth truth,
      DetectionBoxes predictions,
      TruthFacts facts,
      SliceSettings settings,
      Consumer<SliceScore> action) {
    action.accept(Slices.all(score, settings));
    for (SliceProperty property : SliceProperties.of(truth, predictions, facts, settings)) {
      Slices.of(score, property, settings).forEach(action);
    }
  }
}
