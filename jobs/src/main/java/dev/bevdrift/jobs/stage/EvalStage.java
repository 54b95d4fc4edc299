package dev.bevdrift.jobs.stage;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.config.EvalOptions;
import dev.bevdrift.jobs.report.Summary;
import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.run.Machine;
import dev.bevdrift.jobs.run.RunFolder;
import dev.bevdrift.jobs.run.RunNames;
import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.jobs.run.Versions;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.model.BevModel;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;

/** Scenes in, a file of predictions and one of differences a scene out. */
public final class EvalStage {
  /** Enough that no core waits long for the slowest task, few enough to open graphs rarely. */
  private static final int TASKS_PER_CORE = 2;

  private static final String PROVIDER = "provider";

  private EvalStage() {}

  /** Where tasks run. */
  public enum Placement {
    /** In the driver's JVM. */
    THIS_JVM,
    /** In executors of their own. */
    ELSEWHERE
  }

  /**
   * Opens and checks every graph before Spark starts. Where tasks share this JVM they share these
   * sessions too; elsewhere each task checks its own, and nothing stays open here.
   *
   * @throws dev.bevdrift.metrics.InputException when a graph cannot be used
   */
  public static SceneModels openHere(EvalPlan plan, Placement placement) {
    EvalTask task = EvalTask.of(plan);
    return placement == Placement.THIS_JVM ? SceneModels.open(task) : SceneModels.unopened(task);
  }

  /** Starts the run folder, or goes on with it. */
  public static RunFolder start(EvalPlan plan) {
    EvalOptions options = plan.options();
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    settings
        .putObject("settings")
        .put("frames", options.frames())
        .put("ladder", options.ladder())
        .put("reference", options.reference().text())
        .put("partitions", options.partitions())
        .put("chunk_frames", options.chunkFrames())
        .put("max_failed_frames", options.maxFailedFrames())
        .put("provider", options.provider().toString())
        .put("intra_op_threads", options.intraOpThreads())
        .put("tf32", false);
    settings.set("machine", Machine.json());
    return RunFolder.start(plan.storage(), new Path(options.out()), plan.fingerprint(), settings);
  }

  /** Runs the scenes that are not done yet; the files of all lie in the run folder afterwards. */
  public static void apply(SparkSession spark, EvalPlan plan, RunFolder run) {
    List<SceneUnit> missing =
        plan.units().stream()
            .filter(unit -> !plan.storage().exists(file(run, RunNames.DIFF, unit)))
            .toList();
    List<SceneResult> results = run(spark, plan, missing);
    for (SceneResult result : results) {
      String provider = run.learnt(PROVIDER);
      if (!provider.isEmpty() && !provider.equals(result.provider())) {
        throw new InputException(
            "Cannot go on with "
                + run.root()
                + ": scene "
                + result.unit().stem()
                + " ran on "
                + result.provider()
                + " and others on "
                + provider
                + ", expected one provider; ask for it by --provider");
      }
      if (provider.isEmpty()) {
        run.learn(PROVIDER, result.provider());
        run.learn("device", result.providerNote());
      }
    }
  }

  private static List<SceneResult> run(SparkSession spark, EvalPlan plan, List<SceneUnit> units) {
    if (units.isEmpty()) {
      return List.of();
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int wanted =
        plan.options().partitions() > 0
            ? plan.options().partitions()
            : TASKS_PER_CORE * context.defaultParallelism();
    LongAccumulator framesDone = spark.sparkContext().longAccumulator(FrameProgress.ACCUMULATOR);
    int frames = units.stream().mapToInt(SceneUnit::frames).sum();
    context.setJobDescription(
        "Runs " + frames + " frames of " + units.size() + " scenes through every rung");
    try (FrameProgress progress = FrameProgress.start(frames)) {
      spark.sparkContext().addSparkListener(progress);
      List<SceneResult> results =
          context
              .parallelize(units, Math.min(wanted, units.size()))
              .mapPartitions(new ScenePartition(EvalTask.of(plan), framesDone))
              .collect();
      spark.sparkContext().removeSparkListener(progress);
      return results;
    }
  }

  /** What ran the graphs. */
  public static Summary.Engine engine(SparkSession spark, EvalPlan plan, RunFolder run) {
    return new Summary.Engine(
        run.learnt(PROVIDER),
        BevModel.runtimeVersion(),
        spark.version(),
        Versions.java(),
        plan.options().intraOpThreads(),
        false);
  }

  /** The file of a scene in a folder of the run. */
  static Path file(RunFolder run, String folder, SceneUnit unit) {
    return run.path(folder + unit.file());
  }
}
