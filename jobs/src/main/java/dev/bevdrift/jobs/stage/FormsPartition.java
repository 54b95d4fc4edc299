package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.run.SceneUnit;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/** Finds the forms of all rungs on one scene, in an executor; gives one result. */
final class FormsPartition implements FlatMapFunction<Iterator<SceneUnit>, RungForms> {
  private static final long serialVersionUID = 1L;

  private final EvalTask task;

  FormsPartition(EvalTask task) {
    this.task = task;
  }

  @Override
  public Iterator<RungForms> call(Iterator<SceneUnit> units) {
    try (SceneModels models = SceneModels.on(task, TaskDevice.current())) {
      return List.of(RungForms.find(task, models, units.next(), 1)).iterator();
    }
  }
}
