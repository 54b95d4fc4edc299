package dev.bevdrift.metrics.command;

import dev.bevdrift.metrics.box.TruthFacts;
import dev.bevdrift.metrics.interval.FigureDraws;
import dev.bevdrift.metrics.interval.Replicates;
import dev.bevdrift.metrics.interval.SceneBootstrap;
import dev.bevdrift.metrics.interval.SceneClusters;
import dev.bevdrift.metrics.score.FigureInterval;
import dev.bevdrift.metrics.score.FigureKey;
import dev.bevdrift.metrics.score.FigureSet;
import dev.bevdrift.metrics.score.Figures;
import dev.bevdrift.metrics.slice.SliceScore;
import dev.bevdrift.metrics.slice.SliceSettings;
import dev.bevdrift.metrics.slice.SlicedFigures;
import java.util.Map;
import java.util.TreeMap;

/**
 * The figures of every slice with an interval for each that has one.
 *
 * <p>Every slice is drawn again on its own matches with the same draws of the same scenes. They are
 * exploratory: with a hundred slices some interval misses by chance.
 */
public final class SliceIntervals {
  private static final String METHOD =
      "bootstrap over scenes, those of one drive together; exploratory, not adjusted for the number"
          + " of slices";

  private SliceIntervals() {}

  /**
   * Figures of one rung by slice.
   *
   * @param rung its name
   * @param scored one machine's result
   */
  public static Figures of(
      String rung,
      MetricsResult scored,
      TruthFacts facts,
      SliceSettings slices,
      Drawing drawing,
      IntervalSettings settings) {
    SceneClusters clusters = SceneClusters.byDrive(scored.score().samples(), drawing.driveOf());
    Map<FigureKey, FigureSet> sets = new TreeMap<>();
    SlicedFigures.forEach(
        scored.score(),
        scored.truth(),
        scored.predictions(),
        facts,
        slices,
        slice ->
            sets.put(FigureKey.of(rung, slice.name()), withIntervals(slice, clusters, settings)));
    return Figures.of(sets);
  }

  private static FigureSet withIntervals(
      SliceScore slice, SceneClusters clusters, IntervalSettings settings) {
    FigureSet set = slice.figures();
    Replicates drawn =
        SceneBootstrap.of(slice.score(), clusters)
            .replicates(settings.replicates(), settings.seed());
    Map<String, FigureInterval> intervals = new TreeMap<>();
    for (String name : drawn.keys().names()) {
      FigureDraws draws = drawn.of(name);
      if (set.values().containsKey(name)) {
        draws
            .interval(settings.confidence())
            .ifPresent(
                ends ->
                    intervals.put(
                        name,
                        new FigureInterval(
                            ends.low(), ends.high(), settings.confidence(), METHOD)));
      }
    }
    return FigureSet.of(set.info(), set.values(), intervals);
  }
}
