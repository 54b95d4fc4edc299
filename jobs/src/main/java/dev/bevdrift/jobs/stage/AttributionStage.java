package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.report.Attribution;
import dev.bevdrift.jobs.report.Attribution.Part;
import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.run.RunNames;
import dev.bevdrift.metrics.interval.Replicates;
import dev.bevdrift.udf.ladder.GraphRung;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Works out what each rewrite costs, out of the scores of a run.
 *
 * <p>Every difference is taken on the frames that no row of the attribution lacks, so that
 * differences add up. A row that lacks half of the frames or more is left out instead, or it would
 * take them from all others.
 */
final class AttributionStage {
  private final AttributionRungs rungs;
  private final Scores scores;
  private final Intervals intervals;
  private final Set<String> left;

  private AttributionStage(EvalPlan plan, FailedFrames failed, Scores scores, Intervals intervals) {
    this.rungs = new AttributionRungs(plan);
    this.scores = scores;
    this.intervals = intervals;
    this.left = left(plan, failed);
  }

  /** The rows whose scores are needed. */
  static List<String> rows(EvalPlan plan, FailedFrames failed) {
    return new AttributionRungs(plan)
        .involved().stream().filter(row -> 2 * failed.of(row).size() < plan.frames()).toList();
  }

  /** The frames that they are scored without. */
  static Set<String> left(EvalPlan plan, FailedFrames failed) {
    Set<String> left = new LinkedHashSet<>();
    rows(plan, failed).forEach(row -> left.addAll(failed.of(row)));
    return Set.copyOf(left);
  }

  /** The attribution of a scored run; without figures it tells of graphs only. */
  static Attribution apply(EvalPlan plan, FailedFrames failed, Scores scores, Intervals intervals) {
    AttributionStage stage = new AttributionStage(plan, failed, scores, intervals);
    List<Attribution.Row> rows = stage.rungs.rewrites().stream().map(stage::row).toList();
    return new Attribution(stage.rungs.order(), rows, stage.whole(rows));
  }

  private Optional<Replicates> drawn(String row) {
    return scores.of(row, left).map(intervals::replicates);
  }

  /** One row less another. */
  private Optional<Replicates> minus(String row, String baseline) {
    return drawn(row).flatMap(ours -> drawn(baseline).map(ours::minus));
  }

  private static Optional<Replicates> minus(Optional<Replicates> from, Optional<Replicates> less) {
    return from.flatMap(a -> less.map(a::minus));
  }

  private Part part(String rung, Replicates difference) {
    return intervals.part(rung, difference);
  }

  private Optional<Replicates> alone(String rewrite) {
    return rungs
        .alone(rewrite)
        .flatMap(rung -> rungs.baseline(rung).flatMap(baseline -> minus(rung.id(), baseline)));
  }

  private Optional<Replicates> withinRecipe(String rewrite) {
    return rungs.without(rewrite).flatMap(rung -> minus(AttributionRungs.RECIPE, rung.id()));
  }

  private Attribution.Row row(String rewrite) {
    Optional<Replicates> alone = alone(rewrite);
    Optional<Replicates> within = withinRecipe(rewrite);
    return new Attribution.Row(
        rewrite,
        alone.map(difference -> part(rewrite, difference)),
        cumulative(rewrite),
        within.map(
            difference ->
                new Attribution.LeaveOneOut(
                    part(rungs.without(rewrite).orElseThrow().id(), difference), without(rewrite))),
        minus(within, alone).map(difference -> part("", difference)),
        rungs.alone(rewrite).flatMap(this::parts),
        rungs.sameGraph(rewrite));
  }

  private List<String> without(String rewrite) {
    List<String> gone = new ArrayList<>(rungs.recipe().orElseThrow().rewrites());
    gone.removeAll(rungs.without(rewrite).orElseThrow().rewrites());
    return gone;
  }

  private Optional<Attribution.Cumulative> cumulative(String rewrite) {
    List<GraphRung> steps = rungs.steps();
    for (int i = 0; i < steps.size(); i++) {
      GraphRung step = steps.get(i);
      if (step.rewrites().contains(rewrite)) {
        Optional<String> baseline = rungs.baseline(step);
        Optional<String> before = i == 0 ? baseline : Optional.of(steps.get(i - 1).id());
        List<String> adds = new ArrayList<>(step.rewrites());
        if (i > 0) {
          adds.removeAll(steps.get(i - 1).rewrites());
        }
        Optional<Replicates> sum = baseline.flatMap(row -> minus(step.id(), row));
        Optional<Replicates> grown = before.flatMap(row -> minus(step.id(), row));
        return sum.flatMap(
            all ->
                grown.map(
                    one ->
                        new Attribution.Cumulative(
                            part(step.id(), all), part(step.id(), one), adds)));
      }
    }
    return Optional.empty();
  }

  private Optional<Attribution.Parts> parts(GraphRung rung) {
    Optional<String> inPyTorch = rungs.inPyTorch(rung);
    Optional<Replicates> rewrite =
        inPyTorch.flatMap(row -> rungs.original(rung).flatMap(plain -> minus(row, plain)));
    Optional<Replicates> rest = inPyTorch.flatMap(row -> minus(rung.id(), row));
    return rewrite.flatMap(
        first ->
            rest.map(second -> new Attribution.Parts(part("", first), part(rung.id(), second))));
  }

  /**
   * The recipe against the original with memory, where that ran: dropping the memory is one of its
   * rewrites.
   */
  private Optional<Attribution.Whole> whole(List<Attribution.Row> rows) {
    Optional<GraphRung> recipe = rungs.recipe();
    if (recipe.isEmpty()) {
      return Optional.empty();
    }
    List<String> missing = new ArrayList<>();
    Optional<Replicates> sum = Optional.empty();
    for (Attribution.Row row : rows) {
      if (!recipe.get().rewrites().contains(row.rewrite())) {
        continue;
      }
      Optional<Replicates> alone = alone(row.rewrite());
      if (alone.isPresent()) {
        sum = Optional.of(sum.isPresent() ? sum.get().plus(alone.get()) : alone.get());
      } else if (row.sameGraphAs().isEmpty()) {
        missing.add(row.rewrite());
      }
    }
    String temporal = RunNames.original(RunNames.TEMPORAL);
    Optional<String> against =
        drawn(temporal).isPresent() ? Optional.of(temporal) : rungs.original(recipe.get());
    Optional<Replicates> total =
        against.flatMap(original -> minus(AttributionRungs.RECIPE, original));
    Optional<Replicates> parts = sum;
    return total.flatMap(
        whole ->
            parts.map(
                added ->
                    new Attribution.Whole(
                        against.orElseThrow(),
                        part(AttributionRungs.RECIPE, whole),
                        part("", added),
                        part("", whole.minus(added)),
                        missing,
                        parts(recipe.get()))));
  }
}
