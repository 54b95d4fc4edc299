package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.config.EvalOptions;
import dev.bevdrift.jobs.config.ReferenceChoice;
import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.run.RunNames;
import dev.bevdrift.jobs.run.TaughtRun;
import dev.bevdrift.udf.ladder.Baseline;
import dev.bevdrift.udf.ladder.GraphRung;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which rows a run has, in the order of the report, and what each is compared with. */
final class ReportRows {
  private ReportRows() {}

  /** The rows that stand for the original: its variants, or the rung that replaces it. */
  static List<String> references(EvalPlan plan) {
    return plan.options().reference() instanceof ReferenceChoice.OneRung one
        ? List.of(one.id())
        : plan.variants().stream().map(RunNames::original).toList();
  }

  /**
   * Rows that ran and have a baseline, by id, with the baseline's row: first the floor, last the
   * taught runs.
   */
  static Map<String, String> baselines(EvalPlan plan) {
    EvalOptions options = plan.options();
    Map<String, String> baselines = new LinkedHashMap<>();
    baselines.put(RunNames.again(plan.floorOf()), plan.floorOf());
    for (GraphRung rung : plan.ladder().graphRungs()) {
      String baseline = EvalTask.baselineRow(options, rung);
      if (!baseline.isEmpty()) {
        baselines.put(rung.id(), baseline);
      }
    }
    for (TaughtRun run : plan.taught()) {
      baselines.put(run.id(), taughtBaseline(plan, run));
    }
    return baselines;
  }

  /** The row that a taught run is compared with: its rung's, or that rung where it has none. */
  static String taughtBaseline(EvalPlan plan, TaughtRun run) {
    GraphRung rung = (GraphRung) plan.ladder().rung(run.rung()).orElseThrow();
    String baseline = EvalTask.baselineRow(plan.options(), rung);
    return baseline.isEmpty() ? rung.id() : baseline;
  }

  /** Every row that has boxes. */
  static List<String> withBoxes(EvalPlan plan) {
    List<String> rows = new ArrayList<>(references(plan));
    for (String row : baselines(plan).keySet()) {
      if (!rows.contains(row)) {
        rows.add(row);
      }
    }
    return rows;
  }

  /** The graphs that ran, the second run for the noise floor first. */
  static List<String> graphs(EvalPlan plan) {
    List<String> graphs = new ArrayList<>();
    graphs.add(RunNames.again(plan.floorOf()));
    plan.ladder().graphRungs().forEach(rung -> graphs.add(rung.id()));
    return graphs;
  }

  /** What the noise floor is compared with, as reports name it. */
  static String floorBaseline(EvalPlan plan) {
    return new Baseline(Baseline.Kind.RUNG, plan.floorOf()).text();
  }
}
