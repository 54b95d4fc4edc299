package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.report.RungRow;
import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.verdict.DeltaInterval;
import dev.bevdrift.jobs.verdict.SummaryFigures;
import dev.bevdrift.metrics.score.Figure;
import dev.bevdrift.metrics.score.FigureInterval;
import dev.bevdrift.metrics.score.FigureKey;
import dev.bevdrift.metrics.score.FigureSet;
import dev.bevdrift.metrics.score.Figures;
import dev.bevdrift.metrics.score.SliceNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The figures of a run, slice by slice: every row's own, on the frames that count for it, and its
 * differences from its baseline on the same frames.
 */
final class RunFigures {
  private static final DeltaInterval NOT_DRAWN = DeltaInterval.none("a taught run has none");

  private final EvalPlan plan;
  private final FailedFrames failed;
  private final Scores scores;

  RunFigures(EvalPlan plan, FailedFrames failed, Scores scores) {
    this.plan = plan;
    this.failed = failed;
    this.scores = scores;
  }

  /** Everything, with the intervals that the rows of the report have. */
  Figures all(List<RungRow> rows) {
    Map<String, DeltaInterval> intervals = new HashMap<>();
    rows.forEach(row -> intervals.put(row.id(), row.interval()));
    Figures all = Figures.none();
    for (String row : ReportRows.references(plan)) {
      all = all.merge(scores.figures(row, failed.of(row)));
    }
    for (Map.Entry<String, String> pair : ReportRows.baselines(plan).entrySet()) {
      String row = pair.getKey();
      String baseline = pair.getValue();
      all =
          all.merge(scores.figures(row, failed.ofEither(row, baseline)))
              .merge(
                  withInterval(
                      deltas(row, baseline),
                      FigureKey.delta(row, baseline, SliceNames.ALL),
                      intervals.getOrDefault(row, NOT_DRAWN)));
    }
    return all;
  }

  private Figures deltas(String row, String baseline) {
    Set<String> left = failed.ofEither(row, baseline);
    return scores.figures(row, left).minus(row, scores.figures(baseline, left), baseline);
  }

  private Figures withInterval(Figures figures, FigureKey key, DeltaInterval interval) {
    Optional<FigureSet> found = figures.of(key);
    if (found.isEmpty() || !interval.isKnown()) {
      return figures;
    }
    FigureSet set = found.get();
    for (Figure figure : Figure.values()) {
      double low = end(interval.low(), figure);
      double high = end(interval.high(), figure);
      // Neither end is known of an error that is undefined.
      if (low <= high) {
        String method = "scenes drawn again; " + interval.note();
        set =
            set.with(
                figure.jsonName(), new FigureInterval(low, high, plan.gate().confidence(), method));
      }
    }
    return figures.with(key, set);
  }

  private static double end(SummaryFigures ends, Figure figure) {
    return switch (figure) {
      case MEAN_AP -> ends.meanAp();
      case ND_SCORE -> ends.ndScore();
      default -> ends.error(figure.error().orElseThrow());
    };
  }

  /** What verdicts weigh of a row's own figures over the whole; unknown where no frame is left. */
  SummaryFigures own(String row, Set<String> left) {
    if (left.size() == plan.frames()) {
      return SummaryFigures.UNKNOWN;
    }
    return SummaryFigures.of(scores.figures(row, left).of(FigureKey.of(row, SliceNames.ALL)));
  }

  /** What verdicts weigh of a row's difference over the whole; unknown where no frame is left. */
  SummaryFigures delta(String row, String baseline) {
    if (failed.ofEither(row, baseline).size() == plan.frames()) {
      return SummaryFigures.UNKNOWN;
    }
    return SummaryFigures.of(
        deltas(row, baseline).of(FigureKey.delta(row, baseline, SliceNames.ALL)));
  }
}
