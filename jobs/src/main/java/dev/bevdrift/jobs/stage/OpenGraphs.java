package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.udf.model.RuntimeOptions;
import java.util.List;
import java.util.Optional;

/**
 * What is known of the graphs before Spark starts.
 *
 * @param models open, where tasks share this JVM; else only their names
 * @param forms how each rung runs; empty where an executor must find out
 */
public record OpenGraphs(SceneModels models, Optional<RungForms> forms) implements AutoCloseable {

  /** Each has a whole graph's working memory, 1 to 3 GB on tiny. */
  private static final int MOST_CHECKS = 4;

  /** Where tasks run. */
  public enum Placement {
    /** In the driver's JVM. */
    THIS_JVM,
    /** In executors of their own. */
    ELSEWHERE
  }

  /**
   * Opens and checks every graph. Where tasks share this JVM they share these sessions too;
   * elsewhere each task checks its own, and nothing stays open here. With a cache, a graph is
   * opened, and checked, only when a scene wants it.
   *
   * @throws dev.bevdrift.metrics.InputException when a graph cannot be used
   */
  public static OpenGraphs of(EvalPlan plan, Placement placement) {
    EvalTask task = EvalTask.of(plan, List.of());
    if (placement == Placement.ELSEWHERE) {
      return new OpenGraphs(
          SceneModels.unopened(task),
          RungForms.wanted(plan) ? Optional.empty() : Optional.of(RungForms.whole()));
    }
    RungForms forms = RungForms.whole();
    if (RungForms.wanted(plan)) {
      try (SceneModels models = SceneModels.on(task, 0)) {
        forms = RungForms.find(task, models, plan.units().get(0), threads(plan));
      }
    }
    SceneModels models = SceneModels.on(EvalTask.of(plan, forms.inParts()), 0);
    if (plan.options().cache().isEmpty() || plan.options().dryRun()) {
      models.openAll();
    }
    return new OpenGraphs(models, Optional.of(forms));
  }

  /** Rungs that are looked at at the same time here, before any task runs. */
  private static int threads(EvalPlan plan) {
    RuntimeOptions runtime = plan.options().runtime();
    int cores = Runtime.getRuntime().availableProcessors() / runtime.intraOpThreads();
    int sessions = runtime.maxSessions() == 0 ? MOST_CHECKS : runtime.maxSessions();
    return Math.max(1, Math.min(cores, Math.min(sessions, MOST_CHECKS)));
  }

  @Override
  public void close() {
    models.close();
  }
}
