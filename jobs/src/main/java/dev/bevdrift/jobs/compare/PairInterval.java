package dev.bevdrift.jobs.compare;

import dev.bevdrift.jobs.verdict.DeltaInterval;
import dev.bevdrift.jobs.verdict.SummaryFigures;
import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.interval.FigureDraws;
import dev.bevdrift.metrics.interval.Interval;
import dev.bevdrift.metrics.interval.Replicates;
import dev.bevdrift.metrics.interval.SceneBootstrap;
import dev.bevdrift.metrics.interval.SceneClusters;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.FigureNames;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Where the differences of two sides' figures would lie had other scenes been driven. */
final class PairInterval {
  private static final int REPLICATES = 1000;

  /** The same draws for both sides and in every run. */
  private static final long SEED = 20_261_123L;

  private final Replicates delta;
  private final double confidence;

  private PairInterval(Replicates delta, double confidence) {
    this.delta = delta;
    this.confidence = confidence;
  }

  /**
   * Draws the scenes again.
   *
   * @param driveOf scene name to drive; scenes of one drive are drawn together
   * @param confidence in (0, 1)
   */
  static DeltaInterval of(
      DetectionScore a, DetectionScore b, Map<String, String> driveOf, double confidence) {
    SceneClusters clusters = SceneClusters.byDrive(a.samples(), driveOf);
    Replicates delta =
        SceneBootstrap.of(b, clusters)
            .replicates(REPLICATES, SEED)
            .minus(SceneBootstrap.of(a, clusters).replicates(REPLICATES, SEED));
    String whyNone = delta.of(FigureNames.ND_SCORE).whyNone();
    if (!whyNone.isEmpty()) {
      return DeltaInterval.none(whyNone);
    }
    PairInterval pair = new PairInterval(delta, confidence);
    return new DeltaInterval(
        pair.ends(Interval::low),
        pair.ends(Interval::high),
        delta.clusters() + " scenes or drives drawn again");
  }

  private SummaryFigures ends(ToDoubleFunction<Interval> end) {
    return new SummaryFigures(
        end(FigureNames.MEAN_AP, end),
        end(FigureNames.ND_SCORE, end),
        end(FigureNames.error(TpError.TRANS), end),
        end(FigureNames.error(TpError.SCALE), end),
        end(FigureNames.error(TpError.ORIENT), end),
        end(FigureNames.error(TpError.VEL), end),
        end(FigureNames.error(TpError.ATTR), end));
  }

  private double end(String figure, ToDoubleFunction<Interval> end) {
    FigureDraws draws = delta.of(figure);
    if (Double.isNaN(draws.estimate())) {
      return Double.NaN;
    }
    // A figure that some draw leaves undefined could be anything.
    Interval everything = new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    return end.applyAsDouble(draws.interval(confidence).orElse(everything));
  }
}
