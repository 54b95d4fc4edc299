package dev.bevdrift.jobs.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Adds up what Spark says of the tasks of stage 0, which matches, and 1, which streams. */
final class TaskTotals extends SparkListener {
  private static final double MS_PER_S = 1e3;

  private final long[] taskMs = new long[2];
  private final long[] longestMs = new long[2];
  private long gcMs;
  private long shuffleBytes;
  private long shuffleRecords;
  private long spilledBytes;

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.stageId() > 1) {
      return;
    }
    TaskMetrics metrics = end.taskMetrics();
    taskMs[end.stageId()] += metrics.executorRunTime();
    longestMs[end.stageId()] = Math.max(longestMs[end.stageId()], metrics.executorRunTime());
    gcMs += metrics.jvmGCTime();
    shuffleBytes += metrics.shuffleWriteMetrics().bytesWritten();
    shuffleRecords += metrics.shuffleWriteMetrics().recordsWritten();
    spilledBytes += metrics.diskBytesSpilled();
  }

  /** Writes the sums; every task must have ended. */
  synchronized void putInto(ObjectNode line) {
    line.put("match_task_s", taskMs[0] / MS_PER_S)
        .put("stream_task_s", taskMs[1] / MS_PER_S)
        .put("longest_stream_task_s", longestMs[1] / MS_PER_S)
        .put("gc_s", gcMs / MS_PER_S)
        .put("shuffle_bytes", shuffleBytes)
        .put("shuffle_pages", shuffleRecords)
        .put("spilled_bytes", spilledBytes);
  }
}
