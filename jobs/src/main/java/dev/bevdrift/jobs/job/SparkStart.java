package dev.bevdrift.jobs.job;

import dev.bevdrift.jobs.stage.FramesRequest;
import dev.bevdrift.jobs.stage.FramesResult;
import dev.bevdrift.jobs.stage.SparkMetrics;
import dev.bevdrift.jobs.table.Storage;
import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/**
 * What the command {@code metrics} does when spark-submit has started it. A class of its own: a
 * plain JVM asks {@link #happened} and loads nothing of Spark.
 */
final class SparkStart {
  /** spark-submit sets it for every job, in client and in cluster mode. */
  private static final String MASTER = "spark.master";

  private SparkStart() {}

  /** Whether spark-submit started this JVM. */
  static boolean happened() {
    return System.getProperty(MASTER) != null;
  }

  /** Files, with the Hadoop settings that spark-submit was given. */
  static Storage storage() {
    return SparkSettings.storage();
  }

  /** Scores a rung on the cluster. */
  static FramesResult score(FramesRequest request, String folder, String rung, int partitions)
      throws IOException {
    try (SparkSession spark = Sessions.open("MetricsJob")) {
      return SparkMetrics.predictions(spark, request, folder, rung, partitions);
    }
  }
}
