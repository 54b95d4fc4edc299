package dev.bevdrift.jobs.job;

import dev.bevdrift.jobs.config.EvalArguments;
import dev.bevdrift.jobs.doctor.FindingsJson;
import dev.bevdrift.jobs.report.DivergenceJson;
import dev.bevdrift.jobs.report.Summary;
import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.run.RunClock;
import dev.bevdrift.jobs.run.RunFolder;
import dev.bevdrift.jobs.run.Versions;
import dev.bevdrift.jobs.stage.DivergenceStage;
import dev.bevdrift.jobs.stage.EvalStage;
import dev.bevdrift.jobs.stage.FindingsStage;
import dev.bevdrift.jobs.stage.OpenGraphs;
import dev.bevdrift.jobs.stage.SummaryStage;
import dev.bevdrift.udf.finding.Finding;
import dev.bevdrift.udf.tap.Divergence;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code eval}: every rung of a ladder on frames, against the original's outputs. */
@Command(
    name = "eval",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = "Runs every rung of a ladder and says what each costs against the original.",
    footer = {
      "",
      "Writes run.json, predictions, diff, metrics, submission, figures.json, findings.json,",
      "summary.json, junit.xml and two reports, and adds the run to the history beside --out.",
      "An unfinished run of the same inputs in --out is gone on with; a finished one is refused.",
      "bin/eval also takes --open, which shows the report, and --mlflow=URI, which logs the run to an",
      "MLflow tracking store.",
      "Exit codes: 0 done, 2 bad input or usage, 4 incomplete (more frames failed than allowed).",
      "It judges but does not gate: 1 and 3 are the gate's."
    })
public final class EvalMain implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private EvalArguments arguments;

  @Mixin private HistoryArguments history = new HistoryArguments();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  @Override
  public Integer call() throws IOException {
    history.check();
    EvalOutput output = new EvalOutput(spec.commandLine().getOut());
    RunClock clock = RunClock.start();
    EvalPlan plan =
        EvalPlan.check(
            arguments.options(),
            SparkSettings.storage(),
            Versions.deciding(NativeRuntime.onnxRuntimeVersion()));
    try (OpenGraphs graphs = OpenGraphs.of(plan, SparkSettings.placement())) {
      clock.lap("open_s");
      return plan.options().dryRun()
          ? output.dryRun(plan, graphs)
          : evaluate(plan, graphs, output, clock);
    }
  }

  private int evaluate(EvalPlan plan, OpenGraphs graphs, EvalOutput output, RunClock clock)
      throws IOException {
    try (SparkSession spark = Sessions.open("EvalJob")) {
      RunFolder run = EvalStage.start(plan);
      clock.lap("start_s");
      EvalStage.apply(spark, plan, run, graphs);
      clock.lap("scenes_s");
      Summary summary = SummaryStage.apply(plan, run, EvalStage.engine(spark, plan, run));
      clock.lap("scores_s");
      List<Finding> findings = FindingsStage.apply(plan, run);
      run.writeText(FindingsJson.NAME, FindingsJson.text(findings));
      clock.lap("findings_s");
      List<Divergence> divergences = DivergenceStage.ofRun(plan, summary);
      if (!divergences.isEmpty()) {
        run.writeText(
            DivergenceJson.NAME,
            DivergenceJson.text(
                "reference", DivergenceStage.TOLERANCE, divergences, summary.rows()));
      }
      clock.lap("divergence_s");
      output.write(plan, run, summary, findings, clock);
      output.remembered(plan, history.add(plan.storage(), run.root(), Instant.now()));
      return summary.complete() ? CommandLines.OK : CommandLines.INCOMPLETE;
    }
  }
}
