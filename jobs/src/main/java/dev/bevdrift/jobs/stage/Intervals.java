package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.verdict.DeltaInterval;
import dev.bevdrift.jobs.verdict.Figures;
import dev.bevdrift.jobs.verdict.GateThresholds;
import dev.bevdrift.metrics.interval.Interval;
import dev.bevdrift.metrics.interval.Replicates;
import dev.bevdrift.metrics.interval.SceneBootstrap;
import dev.bevdrift.metrics.interval.SceneClusters;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.Figure;
import java.util.HashMap;
import java.util.Map;

/**
 * Intervals of the difference of two scores over scenes drawn again, each scene on its own: the
 * frames do not say which scenes are of one drive. Not thread-safe.
 */
final class Intervals {
  private static final int REPLICATES = 1000;

  /** The same draws for every row, so that differences are paired. */
  private static final long SEED = 20_261_123L;

  private final GateThresholds gate;
  private final Map<DetectionScore, Replicates> drawn = new HashMap<>();

  Intervals(GateThresholds gate) {
    this.gate = gate;
  }

  /**
   * The interval of every delta at the gate's confidence.
   *
   * @param baseline score of the baseline
   * @param rung score of the rung on the same frames
   */
  DeltaInterval of(DetectionScore baseline, DetectionScore rung) {
    int scenes = SceneClusters.eachScene(rung.samples()).count();
    if (scenes < Replicates.LEAST_CLUSTERS) {
      return DeltaInterval.none(
          "an interval needs at least "
              + Replicates.LEAST_CLUSTERS
              + " scenes, and there are "
              + scenes);
    }
    Replicates delta = replicates(rung).minus(replicates(baseline));
    return new DeltaInterval(
        ends(delta, End.LOW), ends(delta, End.HIGH), ScenesNeeded.text(delta, gate));
  }

  private Replicates replicates(DetectionScore score) {
    return drawn.computeIfAbsent(
        score,
        ignored ->
            SceneBootstrap.of(score, SceneClusters.eachScene(score.samples()), REPLICATES, SEED));
  }

  private enum End {
    LOW,
    HIGH
  }

  private Figures ends(Replicates delta, End end) {
    return new Figures(
        end(delta, Figure.MEAN_AP, end),
        end(delta, Figure.ND_SCORE, end),
        end(delta, Figure.TRANS_ERR, end),
        end(delta, Figure.SCALE_ERR, end),
        end(delta, Figure.ORIENT_ERR, end),
        end(delta, Figure.VEL_ERR, end),
        end(delta, Figure.ATTR_ERR, end));
  }

  private double end(Replicates delta, Figure figure, End end) {
    if (Double.isNaN(delta.estimate(figure))) {
      return Double.NaN;
    }
    // A figure that some draw leaves undefined could be anything.
    Interval everything = new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    Interval ends = delta.interval(figure, gate.confidence()).orElse(everything);
    return end == End.LOW ? ends.low() : ends.high();
  }
}
