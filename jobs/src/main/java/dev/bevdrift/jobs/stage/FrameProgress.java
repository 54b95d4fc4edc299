package dev.bevdrift.jobs.stage;

import java.io.Console;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.jdk.javaapi.CollectionConverters;

/**
 * One line on standard error with frames and scenes done, frames a second and time left; nothing
 * without a terminal.
 *
 * <p>Both are counted by accumulators, whose values travel with each executor's heartbeat and with
 * the end of each task. The counts are for eyes only: a task that is tried again counts twice.
 */
final class FrameProgress extends SparkListener implements AutoCloseable {
  /** Name of the accumulator of frames. */
  static final String FRAMES = "frames done";

  /** Name of the accumulator of scenes. */
  static final String SCENES = "scenes done";

  private static final int REFRESH_MS = 250;

  private final Optional<ProgressBar> bar;
  private final int scenes;
  private final Map<Long, Long> framesByTask = new HashMap<>();
  private final Map<Long, Long> scenesByTask = new HashMap<>();

  private FrameProgress(Optional<ProgressBar> bar, int scenes) {
    this.bar = bar;
    this.scenes = scenes;
    show();
  }

  /** Shows the line without scenes, if there is a terminal to show it on. */
  static FrameProgress start(int frames) {
    return start(frames, 0);
  }

  /** Shows the line, if there is a terminal to show it on. */
  static FrameProgress start(int frames, int scenes) {
    Optional<ProgressBar> bar =
        onTerminal()
            ? Optional.of(
                new ProgressBarBuilder()
                    .setTaskName("frames")
                    .setInitialMax(frames)
                    .setUpdateIntervalMillis(REFRESH_MS)
                    .setStyle(ProgressBarStyle.ASCII)
                    .showSpeed()
                    .build())
            : Optional.empty();
    return new FrameProgress(bar, scenes);
  }

  /** What the line says now; without a terminal too, so that it can be looked at. */
  synchronized String text() {
    return sum(framesByTask) + " frames" + (scenes == 0 ? "" : ", " + scenesText());
  }

  private String scenesText() {
    return sum(scenesByTask) + " of " + scenes + " scenes";
  }

  private void show() {
    bar.ifPresent(
        line -> {
          line.stepTo(Math.min(sum(framesByTask), line.getMax()));
          if (scenes > 0) {
            line.setExtraMessage(" " + scenesText());
          }
        });
  }

  private static long sum(Map<Long, Long> byTask) {
    return byTask.values().stream().mapToLong(Long::longValue).sum();
  }

  @SuppressWarnings("SystemConsoleNull") // what is asked next is for the Javas that give no null
  private static boolean onTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // From 22 on there is always a console, which says itself whether it is a terminal.
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException olderJava) {
      return true;
    }
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    CollectionConverters.asJava(update.accumUpdates())
        .forEach(
            task ->
                CollectionConverters.asJava(task._4())
                    .forEach(info -> note((Long) task._1(), info)));
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    CollectionConverters.asJava(end.taskInfo().accumulables())
        .forEach(info -> note(end.taskInfo().taskId(), info));
  }

  private synchronized void note(long task, AccumulableInfo info) {
    if (!info.name().isDefined() || !info.update().isDefined()) {
      return;
    }
    String name = info.name().get();
    if (name.equals(FRAMES) || name.equals(SCENES)) {
      Map<Long, Long> byTask = name.equals(FRAMES) ? framesByTask : scenesByTask;
      byTask.put(task, Long.parseLong(String.valueOf(info.update().get())));
      show();
    }
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
