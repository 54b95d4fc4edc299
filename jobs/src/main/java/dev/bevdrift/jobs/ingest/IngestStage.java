package dev.bevdrift.jobs.ingest;

import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.SparkSession;

/** The scenes' work, spread over executors: plans in, what became of each scene out. */
final class IngestStage {
  /** More partitions than this would only cost overhead where nobody asks for a number. */
  private static final int MOST_PARTITIONS = 10_000;

  private IngestStage() {}

  /**
   * Writes the files of all scenes.
   *
   * @param partitions how many tasks, 0 for one a scene; never changes a byte
   * @return in the order of the plans
   */
  static List<SceneResult> apply(
      SparkSession spark, List<ScenePlan> plans, SceneIngest ingest, int partitions) {
    return collect(spark, plans, new Ingesting(ingest), partitions).stream()
        .map(json -> SceneResult.ofJson(json).orElseThrow())
        .toList();
  }

  /** The fingerprints of all scenes, in the order of the plans; nothing is written. */
  static List<String> fingerprints(
      SparkSession spark, List<ScenePlan> plans, SceneIngest ingest, int partitions) {
    return collect(spark, plans, new Fingerprinting(ingest), partitions);
  }

  private static List<String> collect(
      SparkSession spark, List<ScenePlan> plans, Function<ScenePlan, String> work, int partitions) {
    int tasks = partitions > 0 ? partitions : Math.min(plans.size(), MOST_PARTITIONS);
    TaskProgress progress = TaskProgress.start(spark.sparkContext(), Math.max(1, tasks));
    try {
      return JavaSparkContext.fromSparkContext(spark.sparkContext())
          .parallelize(plans, Math.max(1, tasks))
          .map(work)
          .collect();
    } finally {
      progress.close();
    }
  }

  private record Ingesting(SceneIngest ingest) implements Function<ScenePlan, String> {
    @Override
    public String call(ScenePlan plan) {
      return ingest.ingest(plan).toJson();
    }
  }

  private record Fingerprinting(SceneIngest ingest) implements Function<ScenePlan, String> {
    @Override
    public String call(ScenePlan plan) {
      return ingest.fingerprint(plan);
    }
  }
}
