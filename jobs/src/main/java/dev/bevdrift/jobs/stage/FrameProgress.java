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
 * One line on standard error with frames done, rate and time left; nothing without a terminal.
 *
 * <p>Frames are counted by an accumulator, whose value travels with each executor's heartbeat and
 * with the end of each task. The count is for eyes only: a task that is tried again counts twice.
 */
final class FrameProgress extends SparkListener implements AutoCloseable {
  /** The accumulator's name. */
  static final String ACCUMULATOR = "frames done";

  private static final int REFRESH_MS = 250;

  private final Optional<ProgressBar> bar;
  private final Map<Long, Long> doneByTask = new HashMap<>();

  private FrameProgress(Optional<ProgressBar> bar) {
    this.bar = bar;
  }

  /** Shows the line, if there is a terminal to show it on. */
  static FrameProgress start(int frames) {
    return !onTerminal()
        ? new FrameProgress(Optional.empty())
        : new FrameProgress(
            Optional.of(
                new ProgressBarBuilder()
                    .setTaskName("frames")
                    .setInitialMax(frames)
                    .setUpdateIntervalMillis(REFRESH_MS)
                    .setStyle(ProgressBarStyle.ASCII)
                    .showSpeed()
                    .build()));
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
    boolean ours =
        info.name().isDefined()
            && info.name().get().equals(ACCUMULATOR)
            && info.update().isDefined();
    if (!ours) {
      return;
    }
    doneByTask.put(task, Long.parseLong(String.valueOf(info.update().get())));
    long done = doneByTask.values().stream().mapToLong(Long::longValue).sum();
    bar.ifPresent(line -> line.stepTo(Math.min(done, line.getMax())));
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
