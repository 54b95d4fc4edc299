package dev.bevdrift.jobs.stage;

import dev.bevdrift.metrics.InputException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * What a task that asks for CUDA hears on a machine without it: the provider's own words about the
 * device that Spark gave to the task, behind the executor's id.
 */
public final class DeviceMessages implements FlatMapFunction<Iterator<Integer>, String> {
  private static final long serialVersionUID = 1L;
  private static final long LONG_ENOUGH_MS = 1500; // so that no executor takes another's tasks

  private final EvalTask task;

  public DeviceMessages(EvalTask task) {
    this.task = task;
  }

  @Override
  public Iterator<String> call(Iterator<Integer> ignored) throws InterruptedException {
    Thread.sleep(LONG_ENOUGH_MS);
    String executor = SparkEnv.get().executorId() + ": ";
    try (SceneModels models = SceneModels.on(task, TaskDevice.current())) {
      return List.of(executor + models.providerNote()).iterator();
    } catch (InputException noCuda) {
      return List.of(executor + noCuda.getMessage()).iterator();
    }
  }
}
