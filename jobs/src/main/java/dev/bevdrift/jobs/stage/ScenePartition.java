package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.run.SceneUnit;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.TaskCompletionListener;

/** Runs the scenes of one partition; its graphs are closed with the task. */
final class ScenePartition implements FlatMapFunction<Iterator<SceneUnit>, SceneResult> {
  private static final long serialVersionUID = 1L;

  private final EvalTask task;
  private final LongAccumulator framesDone;
  private final LongAccumulator scenesDone;

  ScenePartition(EvalTask task, LongAccumulator framesDone, LongAccumulator scenesDone) {
    this.task = task;
    this.framesDone = framesDone;
    this.scenesDone = scenesDone;
  }

  @Override
  public Iterator<SceneResult> call(Iterator<SceneUnit> units) {
    SceneModels models = SceneModels.on(task, TaskDevice.current());
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> models.close());
    SceneEvaluator scenes = new SceneEvaluator(task, models, () -> framesDone.add(1), units);
    // Listeners run in the reverse order of their registration.
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> scenes.close());
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return scenes.hasNext();
      }

      @Override
      public SceneResult next() {
        SceneResult result = scenes.next();
        scenesDone.add(1);
        return result;
      }
    };
  }
}
