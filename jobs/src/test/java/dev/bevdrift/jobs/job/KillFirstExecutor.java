package dev.bevdrift.jobs.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationStart;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/**
 * Kills, with the operating system's signal, the executor that is the first to start a task of the
 * stage that runs the scenes. Spark makes it by {@code spark.extraListeners}.
 */
public final class KillFirstExecutor extends SparkListener {
  private static final int SCENE_TASKS = 3;
  private static final AtomicLong KILLED = new AtomicLong();

  private String application = "";
  private int stage = -1;

  /** The process that was killed since the last call, or 0. */
  static long takeKilled() {
    return KILLED.getAndSet(0);
  }

  @Override
  public void onApplicationStart(SparkListenerApplicationStart start) {
    application = start.appId().get();
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
    if (submitted.stageInfo().numTasks() >= SCENE_TASKS && stage < 0) {
      stage = submitted.stageInfo().stageId();
    }
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    if (start.stageId() != stage || KILLED.get() != 0) {
      return;
    }
    String id = start.taskInfo().executorId();
    ProcessHandle.allProcesses()
        .filter(process -> isExecutor(commandLine(process), id))
        .findFirst()
        .ifPresent(
            process -> {
              KILLED.set(process.pid());
              process.destroyForcibly();
            });
  }

  /**
   * In whole, which {@link ProcessHandle.Info} does not give: class paths are longer than it reads.
   */
  private static String commandLine(ProcessHandle process) {
    try {
      byte[] line = Files.readAllBytes(Path.of("/proc", "" + process.pid(), "cmdline"));
      return new String(line, StandardCharsets.UTF_8).replace('\0', ' ');
    } catch (IOException gone) {
      return "";
    }
  }

  private boolean isExecutor(String line, String id) {
    return line.contains("--executor-id " + id + " ") && line.contains("--app-id " + application);
  }
}
