package dev.bevdrift.jobs.ingest;

import java.io.PrintStream;
import java.time.Duration;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Says on standard error how many tasks are done, every ten seconds; nothing for short work. For
 * eyes only: a task that is tried again counts twice.
 */
final class TaskProgress extends SparkListener implements AutoCloseable {
  private static final long PAUSE_NS = Duration.ofSeconds(10).toNanos();

  private final SparkContext context;
  private final int tasks;
  private final PrintStream to;
  private int done;
  private long lastNs = System.nanoTime();

  private TaskProgress(SparkContext context, int tasks, PrintStream to) {
    this.context = context;
    this.tasks = tasks;
    this.to = to;
  }

  /** Watches the tasks of a context until closed. */
  static TaskProgress start(SparkContext context, int tasks) {
    TaskProgress progress = new TaskProgress(context, tasks, System.err);
    context.addSparkListener(progress);
    return progress;
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    done++;
    long nowNs = System.nanoTime();
    if (nowNs - lastNs >= PAUSE_NS) {
      lastNs = nowNs;
      to.println("Ingested " + done + " of " + tasks + " parts");
    }
  }

  @Override
  public void close() {
    context.removeSparkListener(this);
  }
}
