package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.udf.finding.Finding;
import dev.bevdrift.udf.graph.GraphLint;
import dev.bevdrift.udf.ladder.GraphRung;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What reading the graphs shows, several at a time; kept between runs where there is a cache. */
final class LintedGraphs {
  private LintedGraphs() {}

  /** Findings of every rung of a plan, by id. */
  static Map<String, List<Finding>> findings(EvalPlan plan) {
    CachedAnswers<List<Finding>> cache = CachedAnswers.ofFindings("lint", plan);
    Function<GraphRung, List<Finding>> look =
        rung ->
            cache.answer(
                () -> Optional.of(CacheKeys.lint(plan.ladder(), rung)),
                () -> GraphLint.of(plan.ladder(), rung));
    return plan.ladderRungs().parallelStream().collect(Collectors.toMap(GraphRung::id, look));
  }
}
