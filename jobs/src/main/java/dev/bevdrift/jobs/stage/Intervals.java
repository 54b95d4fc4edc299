package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.report.Attribution;
import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.table.IndexTable;
import dev.bevdrift.jobs.verdict.DeltaInterval;
import dev.bevdrift.jobs.verdict.DrawnDelta;
import dev.bevdrift.jobs.verdict.GateThresholds;
import dev.bevdrift.metrics.interval.Detectable;
import dev.bevdrift.metrics.interval.FigureDraws;
import dev.bevdrift.metrics.interval.Interval;
import dev.bevdrift.metrics.interval.KnownDraws;
import dev.bevdrift.metrics.interval.MeasuredCoverage;
import dev.bevdrift.metrics.interval.Replicates;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.FigureNames;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/**
 * Intervals of the difference of two scores over scenes drawn again; scenes of one drive are drawn
 * together where the frames say which drive they were cut out of. Not thread-safe.
 */
final class Intervals {
  private final GateThresholds gate;
  private final Map<String, String> driveOf;
  private final KnownDraws known;
  private final Map<DetectionScore, Replicates> drawn = new HashMap<>();
  private final Set<Double> detectable = new TreeSet<>();
  private int clusters;

  private Intervals(GateThresholds gate, Map<String, String> driveOf, KnownDraws known) {
    this.gate = gate;
    this.driveOf = driveOf;
    this.known = known;
  }

  /** Intervals at the gate's confidence over the scenes of a plan. */
  static Intervals of(EvalPlan plan) {
    Path frames = new Path(plan.options().frames());
    return new Intervals(
        plan.gate(),
        IndexTable.driveOf(IndexTable.read(plan.storage(), frames)),
        CachedDraws.in(plan.storage(), plan.options().cache()));
  }

  /**
   * Intervals at the gate's confidence.
   *
   * @param driveOf scene name to drive; a scene without one is drawn by itself
   */
  static Intervals of(GateThresholds gate, Map<String, String> driveOf) {
    return new Intervals(gate, driveOf, KnownDraws.NONE);
  }

  /**
   * The interval of every delta, and the p-values of NDS, mAP, mAOE and mAVE, not adjusted yet.
   *
   * @param baseline score of the baseline
   * @param rung score of the rung on the same frames
   */
  DeltaInterval of(DetectionScore baseline, DetectionScore rung) {
    DrawnDelta delta = DrawnDelta.of(replicates(baseline), replicates(rung));
    if (delta.whyNone().isPresent()) {
      return DeltaInterval.none(delta.whyNone().get());
    }
    clusters = delta.clusters();
    FigureDraws ndScore = delta.replicates().of(FigureNames.ND_SCORE);
    if (ndScore.standardError() > 0) {
      detectable.add(Detectable.paired(ndScore, gate.confidence()));
    }
    return delta.interval(gate.confidence(), ScenesNeeded.text(delta.replicates(), gate));
  }

  /**
   * How small a change of NDS these scenes can show, for the rung in the middle, and how far the
   * intervals can be trusted; empty when there are none.
   */
  String notice() {
    if (detectable.isEmpty()) {
      return "";
    }
    double change = List.copyOf(detectable).get(detectable.size() / 2);
    String coverage = MeasuredCoverage.of(clusters).map(m -> " " + m.text()).orElse("");
    return String.format(
            Locale.ROOT,
            "With %d %s a change of NDS of %.4f or more would show (80 %% power, %.0f %% intervals,"
                + " paired; the median of the rungs).",
            clusters,
            driveOf.isEmpty() ? "scenes" : "drives",
            change,
            100 * gate.confidence())
        + coverage;
  }

  /** A difference of NDS and mAP; the interval is NDS's, at the gate's confidence. */
  Attribution.Part part(String rung, Replicates difference) {
    FigureDraws ndScore = difference.of(FigureNames.ND_SCORE);
    Interval unknown = new Interval(Double.NaN, Double.NaN);
    Interval ends = ndScore.interval(gate.confidence()).orElse(unknown);
    return new Attribution.Part(
        rung,
        ndScore.estimate(),
        difference.of(FigureNames.MEAN_AP).estimate(),
        ends.low(),
        ends.high());
  }

  /**
   * Draws the scenes of all that intervals will be asked of, side by side: a run's rows and what
   * they are compared with, but for taught runs.
   */
  void draw(EvalPlan plan, FailedFrames failed, Scores scores) {
    Map<String, String> pairs = ReportRows.baselines(plan);
    plan.taught().forEach(run -> pairs.remove(run.id()));
    Set<DetectionScore> wanted = new HashSet<>();
    pairs.forEach(
        (row, baseline) -> {
          Set<String> left = failed.ofEither(row, baseline);
          scores.of(row, left).ifPresent(wanted::add);
          scores.of(baseline, left).ifPresent(wanted::add);
        });
    drawn.putAll(
        wanted.parallelStream()
            .collect(
                Collectors.toMap(
                    Function.identity(), score -> DrawnDelta.draws(score, driveOf, known))));
  }

  /** A score under every draw of scenes, the same draws for every score. */
  Replicates replicates(DetectionScore score) {
    return drawn.computeIfAbsent(score, ignored -> DrawnDelta.draws(score, driveOf, known));
  }
}
