package dev.bevdrift.jobs.verdict;

import dev.bevdrift.metrics.interval.FigureDraws;
import dev.bevdrift.metrics.interval.Interval;
import dev.bevdrift.metrics.interval.KnownDraws;
import dev.bevdrift.metrics.interval.Replicates;
import dev.bevdrift.metrics.interval.SceneBootstrap;
import dev.bevdrift.metrics.interval.SceneClusters;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.Figure;
import dev.bevdrift.metrics.score.FigureNames;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The difference of two scores under every draw of scenes, the same draws for every score. */
public final class DrawnDelta {
  private static final int REPLICATES = 1000;

  /** The same for every row and in every run, so that differences are paired. */
  private static final long SEED = 20_261_123L;

  private final Replicates delta;

  private DrawnDelta(Replicates delta) {
    this.delta = delta;
  }

  /**
   * Draws the scenes of a score again.
   *
   * @param driveOf scene name to drive; scenes of one drive are drawn together, one without a drive
   *     by itself
   */
  public static Replicates draws(DetectionScore score, Map<String, String> driveOf) {
    return draws(score, driveOf, KnownDraws.NONE);
  }

  /** The same, but for what is known. */
  public static Replicates draws(
      DetectionScore score, Map<String, String> driveOf, KnownDraws known) {
    return SceneBootstrap.of(score, SceneClusters.byDrive(score.samples(), driveOf))
        .replicates(REPLICATES, SEED, known);
  }

  /** The difference of two scores of the same scenes, drawn by {@link #draws}. */
  public static DrawnDelta of(Replicates baseline, Replicates rung) {
    return new DrawnDelta(rung.minus(baseline));
  }

  /** Why there are no intervals; empty when there are. */
  public Optional<String> whyNone() {
    return Optional.of(figure(Figure.ND_SCORE).whyNone()).filter(why -> !why.isEmpty());
  }

  /** Scenes or drives that were drawn. */
  public int clusters() {
    return delta.clusters();
  }

  /** Every figure's draws. */
  public Replicates replicates() {
    return delta;
  }

  /**
   * The interval of every figure.
   *
   * @param confidence in (0, 1)
   * @param note a phrase for people
   */
  public DeltaInterval interval(double confidence, String note) {
    return new DeltaInterval(
        figures(figure -> end(figure, confidence, Interval::low)),
        figures(figure -> end(figure, confidence, Interval::high)),
        note,
        new PValues(
            delta.of(FigureNames.ND_SCORE).pOfZero(),
            delta.of(FigureNames.MEAN_AP).pOfZero(),
            figure(Figure.ORIENT_ERR).pOfZero(),
            figure(Figure.VEL_ERR).pOfZero()),
        figures(figure -> figure(figure).standardError()));
  }

  private FigureDraws figure(Figure figure) {
    return delta.of(figure.jsonName());
  }

  private static SummaryFigures figures(ToDoubleFunction<Figure> of) {
    return new SummaryFigures(
        of.applyAsDouble(Figure.MEAN_AP),
        of.applyAsDouble(Figure.ND_SCORE),
        of.applyAsDouble(Figure.TRANS_ERR),
        of.applyAsDouble(Figure.SCALE_ERR),
        of.applyAsDouble(Figure.ORIENT_ERR),
        of.applyAsDouble(Figure.VEL_ERR),
        of.applyAsDouble(Figure.ATTR_ERR));
  }

  private double end(Figure figure, double confidence, ToDoubleFunction<Interval> end) {
    FigureDraws draws = figure(figure);
    if (Double.isNaN(draws.estimate())) {
      return Double.NaN;
    }
    // A figure that some draw leaves undefined could be anything.
    Interval everything = new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    return end.applyAsDouble(draws.interval(confidence).orElse(everything));
  }
}
