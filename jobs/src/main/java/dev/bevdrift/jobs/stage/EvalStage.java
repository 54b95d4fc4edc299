package dev.bevdrift.jobs.stage;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.config.EvalOptions;
import dev.bevdrift.jobs.config.RuntimeChange;
import dev.bevdrift.jobs.report.Summary;
import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.run.Machine;
import dev.bevdrift.jobs.run.RunFolder;
import dev.bevdrift.jobs.run.RunNames;
import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.jobs.run.TaughtRun;
import dev.bevdrift.jobs.run.Versions;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.model.BevModel;
import dev.bevdrift.udf.model.RuntimeOptions;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;

/** Scenes in, a file of predictions and one of differences a scene out. */
public final class EvalStage {
  /** Enough that no core waits long for the slowest task, few enough to open graphs rarely. */
  private static final int TASKS_PER_CORE = 2;

  private static final String PROVIDER = "provider";
  private static final String CPU = "cpu";
  private static final String HARDWARE = "hardware";
  private static final String FORMS = "forms";

  private EvalStage() {}

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
        .put("whole_graphs", options.wholeGraphs())
        .put(
            "runtime_rungs",
            options.runtimeRungs().stream()
                .map(RuntimeChange::text)
                .collect(Collectors.joining(",")))
        .put("decode", options.decoding().text())
        .put("half_size_decoder", options.halfSizeDecoder())
        .put("teacher_forced", String.join(",", options.taught()))
        .put("teacher", options.taught().isEmpty() ? "" : TaughtRun.teacher(options))
        .put("cache", options.cache());
    RuntimeJson.put(options.runtime(), settings.withObject("/settings"));
    settings.set("machine", Machine.json());
    return RunFolder.start(plan.storage(), new Path(options.out()), plan.fingerprint(), settings);
  }

  /** Runs the scenes that are not done yet; the files of all lie in the run folder afterwards. */
  public static void apply(SparkSession spark, EvalPlan plan, RunFolder run, OpenGraphs graphs) {
    RungForms forms = forms(spark, plan, run, graphs);
    forms.note(plan, run);
    List<SceneUnit> missing =
        plan.units().stream()
            .filter(unit -> !plan.storage().exists(file(run, RunNames.DIFF, unit)))
            .toList();
    List<SceneResult> results = run(spark, plan, EvalTask.of(plan, forms.inParts()), missing);
    plan.storage().deleteParts(run.root());
    for (String folder : List.of(RunNames.PREDICTIONS, RunNames.DIFF, "errors/")) {
      plan.storage().deleteParts(run.path(folder));
    }
    plan.storage().list(run.path(RunNames.SUBMISSION)).forEach(plan.storage()::deleteParts);
    RungFacts.note(run, results);
    if (!plan.options().cache().isEmpty()) {
      int known = results.stream().mapToInt(SceneResult::cached).sum();
      run.learn("results_from_cache", Integer.toString(known));
    }
    for (SceneResult result : results) {
      oneDevice(plan, run, PROVIDER, result.provider(), result);
      oneDevice(plan, run, HARDWARE, result.hardware(), result);
      if (run.learnt("device").isEmpty()) {
        run.learn("device", result.providerNote());
      }
    }
  }

  /** Refuses figures of several kinds of device in one run, unless that was asked for. */
  private static void oneDevice(
      EvalPlan plan, RunFolder run, String fact, String value, SceneResult result) {
    String known = run.learnt(fact);
    if (known.isEmpty()) {
      run.learn(fact, value);
    } else if (!List.of(known.split("; ")).contains(value)) {
      if (!plan.options().mixedDevices()) {
        throw new InputException(
            "Cannot go on with "
                + run.root()
                + ": scene "
                + result.unit().stem()
                + " ran on "
                + value
                + " and others on "
                + known
                + ", expected one "
                + fact
                + "; ask for one provider by --provider, or allow several by --mixed-devices");
      }
      run.learn(fact, known + "; " + value);
    }
  }

  /** As the unfinished run had them; else as found here; else an executor finds them. */
  private static RungForms forms(
      SparkSession spark, EvalPlan plan, RunFolder run, OpenGraphs graphs) {
    if (run.resumed() && !run.learnt(FORMS).isEmpty()) {
      return RungForms.noted(plan, run);
    }
    RungForms forms = graphs.forms().orElseGet(() -> found(spark, plan));
    run.learn(FORMS, "noted");
    return forms;
  }

  private static RungForms found(SparkSession spark, EvalPlan plan) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    context.setJobDescription("Compares shared prefixes with whole graphs on the first frames");
    return context
        .parallelize(plan.units().subList(0, 1), 1)
        .mapPartitions(new FormsPartition(EvalTask.of(plan, List.of())))
        .collect()
        .get(0);
  }

  private static List<SceneResult> run(
      SparkSession spark, EvalPlan plan, EvalTask task, List<SceneUnit> units) {
    if (units.isEmpty()) {
      return List.of();
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int wanted =
        plan.options().partitions() > 0
            ? plan.options().partitions()
            : TASKS_PER_CORE * context.defaultParallelism();
    LongAccumulator framesDone = spark.sparkContext().longAccumulator(FrameProgress.FRAMES);
    LongAccumulator scenesDone = spark.sparkContext().longAccumulator(FrameProgress.SCENES);
    int frames = units.stream().mapToInt(SceneUnit::frames).sum();
    context.setJobDescription(
        "Runs " + frames + " frames of " + units.size() + " scenes through every rung");
    try (FrameProgress progress = FrameProgress.start(frames, units.size())) {
      spark.sparkContext().addSparkListener(progress);
      List<SceneResult> results =
          context
              .parallelize(units, Math.min(wanted, units.size()))
              .mapPartitions(new ScenePartition(task, framesDone, scenesDone))
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
        plan.options().runtime().intraOpThreads(),
        plan.options().runtime().tf32() == RuntimeOptions.Tf32.ON
            && !run.learnt(PROVIDER).equals(CPU)); // which has none, whatever was asked for
  }

  /** The file of a scene in a folder of the run. */
  static Path file(RunFolder run, String folder, SceneUnit unit) {
    return run.path(folder + unit.file());
  }
}
