package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.metrics.command.MetricsResult;
import dev.bevdrift.metrics.match.PageKey;
import dev.bevdrift.metrics.match.Strictness;
import dev.bevdrift.metrics.score.ClassCurves;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.PartialEvaluation;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;

/**
 * The metric on a cluster: tasks match whole scenes, then one ordered stream a class makes the
 * curves of every threshold.
 *
 * <pre>
 * scenes ─ match ─▶ pages of ranked predictions ─ shuffle by class, sorted by rank ─▶ curves
 * </pre>
 *
 * <p>The figures are those of {@link dev.bevdrift.metrics.score.Evaluation} to the last bit,
 * whatever the partitions, executors and retries. No machine holds a class: a task holds one scene
 * and one run of pages, a stream one page of each run, the driver the curves.
 */
public final class SparkMetrics {
  /** Enough that no core waits long for the slowest task. */
  private static final int TASKS_PER_CORE = 4;

  private static final double NANOS_PER_S = 1e9;

  private SparkMetrics() {}

  /**
   * Scores one rung of a run.
   *
   * @param partitions tasks that match, 0 to leave it to the number of cores
   */
  public static FramesResult predictions(
      SparkSession spark, FramesRequest request, String folder, String rung, int partitions) {
    long start = System.nanoTime();
    PredictedScenes predicted = PredictedScenes.of(request, folder, rung);
    PredictionTables tables = predicted.tables();
    List<SceneUnit> units = predicted.scenes().units();
    int failed = 0;
    for (SceneUnit unit : units) {
      Set<String> ofScene = tables.failed(unit);
      failed += ofScene.size();
    }
    List<ClassCurves> classes =
        curves(spark, units, tables, request.config(), request.strictness(), partitions);
    DetectionScore score =
        PartialEvaluation.score(
            request.config(), classes, request.strictness(), "the frames' annotations", folder);
    MetricsResult result = MetricsResult.ofMany(score, (System.nanoTime() - start) / NANOS_PER_S);
    return new FramesResult(
        result, FramesMetrics.runMeta(), predicted.notes(failed), failed, Optional.empty());
  }

  /**
   * The curves of every class of the config, in its order.
   *
   * @param units the scenes
   * @param source of their boxes
   * @param partitions tasks that match, 0 to leave it to the number of cores
   */
  public static List<ClassCurves> curves(
      SparkSession spark,
      List<SceneUnit> units,
      SceneSource source,
      DetectionConfig config,
      Strictness strictness,
      int partitions) {
    PartialEvaluation.check(config, strictness);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int wanted = partitions > 0 ? partitions : TASKS_PER_CORE * context.defaultParallelism();
    int tasks = Math.max(1, Math.min(wanted, units.size()));
    LongAccumulator framesDone = spark.sparkContext().longAccumulator(FrameProgress.FRAMES);
    int frames = units.stream().mapToInt(SceneUnit::frames).sum();
    context.setJobDescription(
        "Matches "
            + frames
            + " frames of "
            + units.size()
            + " scenes and streams the curves of "
            + config.classes().size()
            + " classes");
    try (FrameProgress progress = FrameProgress.start(frames)) {
      spark.sparkContext().addSparkListener(progress);
      JavaPairRDD<PageKey, byte[]> pages =
          context
              .parallelize(units, tasks)
              .mapPartitionsToPair(new MatchPartition(source, config, strictness, framesDone));
      List<ClassCurves> curves =
          pages
              .repartitionAndSortWithinPartitions(ClassPartitioner.of(config.classes()))
              .mapPartitionsWithIndex(new ClassStreams(config), true)
              .collect();
      spark.sparkContext().removeSparkListener(progress);
      return curves;
    }
  }
}
