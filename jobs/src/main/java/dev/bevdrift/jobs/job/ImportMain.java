package dev.bevdrift.jobs.job;

import dev.bevdrift.jobs.config.EvalArguments;
import dev.bevdrift.jobs.doctor.FindingsJson;
import dev.bevdrift.jobs.outputs.MadeElsewhere;
import dev.bevdrift.jobs.report.Summary;
import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.run.RunClock;
import dev.bevdrift.jobs.run.RunFolder;
import dev.bevdrift.jobs.run.Versions;
import dev.bevdrift.jobs.stage.FindingsStage;
import dev.bevdrift.jobs.stage.ImportStage;
import dev.bevdrift.jobs.stage.ImportedRung;
import dev.bevdrift.jobs.stage.ReenactedInputs;
import dev.bevdrift.jobs.stage.SummaryStage;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.udf.finding.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code import}: outputs made elsewhere become a finished run of one rung. */
@Command(
    name = "import",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Takes in what a network put out elsewhere (TensorRT, a chip, another runtime), decodes it,",
      "scores it and compares it with the original's outputs, as eval does with a graph's.",
      "--outputs holds TOKEN.npz or TOKEN/NAME.npy for each sample, or Parquet for each scene:",
      "all_cls_scores [L,1,Q,C], all_bbox_preds [L,1,Q,10] and maybe bev_embed [HW,1,C]; or boxes",
      "[N,9], scores [N] and labels [N]. schema/outputs.schema.json has every detail."
    },
    footer = {
      "",
      "Exit codes: 0 done, 2 bad input or usage, 4 incomplete (samples without usable outputs)."
    })
public final class ImportMain implements Callable<Integer> {
  /** What makes {@link EvalArguments} a command of its own for picocli. */
  @Command(name = "eval")
  private static final class Evaluated {
    @CommandLine.Mixin private EvalArguments arguments;
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--outputs",
      required = true,
      paramLabel = "DIR",
      description = "The outputs, named by sample token or by scene.")
  private String outputs;

  @Option(
      names = "--as",
      required = true,
      paramLabel = "ID",
      description = "What the rung is called from now on.")
  private String id;

  @Option(
      names = "--like",
      defaultValue = "faithful",
      paramLabel = "ID",
      description =
          "The rung of the ladder whose outputs these would be: it tells the decoder and what they"
              + " are compared with. Default: ${DEFAULT-VALUE}; for boxes take one that gives boxes.")
  private String like;

  @Option(
      names = "--made-by",
      defaultValue = "elsewhere",
      paramLabel = "TEXT",
      description = "What made them, for the report: \"TensorRT 10.9 on Orin\".")
  private String madeBy;

  @Option(names = "--frames", required = true, paramLabel = "DIR", description = "The frames.")
  private String frames;

  @Option(
      names = "--ladder",
      required = true,
      paramLabel = "DIR",
      description = "The ladder of the model: classes, ranges, decoder.")
  private String ladder;

  @Option(
      names = "--reference",
      required = true,
      paramLabel = "DIR",
      description = "The original's outputs.")
  private String reference;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The run folder: new.")
  private String out;

  @Option(
      names = "--scenes",
      defaultValue = "",
      paramLabel = "NAME",
      description = "Only these scenes, comma-separated.")
  private String scenes;

  @Option(
      names = "--max-failed-frames",
      defaultValue = "0",
      paramLabel = "N",
      description = "Frames that may lack outputs before the run counts as incomplete. Default: 0.")
  private String maxFailedFrames;

  @Option(names = "--json", description = "Print summary.json instead of the table.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  /** Runs the command; {@code --help} tells its options. */
  public static void main(String[] args) {
    System.exit(CommandLines.run(new ImportMain(), args));
  }

  @Override
  public Integer call() throws IOException {
    RunClock clock = RunClock.start();
    EvalPlan plan =
        ImportedRung.plan(
            EvalPlan.check(
                arguments().options(),
                Storage.local(),
                Versions.deciding(NativeRuntime.onnxRuntimeVersion())),
            id,
            like,
            outputs,
            madeBy);
    MadeElsewhere made = MadeElsewhere.open(plan.storage(), outputs);
    made.check(ImportedRung.tokens(plan));
    RunFolder run = ImportStage.start(plan, outputs, madeBy);
    clock.lap("start_s");
    ImportStage.apply(plan, run, made);
    clock.lap("scenes_s");
    Summary summary = SummaryStage.apply(plan, run, ImportStage.engine(madeBy));
    clock.lap("scores_s");
    List<Finding> findings = new ArrayList<>(FindingsStage.ofOutputs(plan, run));
    findings.addAll(ReenactedInputs.findings(plan, made));
    run.writeText(FindingsJson.NAME, FindingsJson.text(findings));
    clock.lap("findings_s");
    new EvalOutput(spec.commandLine().getOut()).write(plan, run, summary, findings, clock);
    return summary.complete() ? CommandLines.OK : CommandLines.INCOMPLETE;
  }

  private EvalArguments arguments() {
    Evaluated evaluated = new Evaluated();
    CommandLine line = new CommandLine(evaluated).setCaseInsensitiveEnumValuesAllowed(true);
    List<String> given =
        new ArrayList<>(
            List.of(
                "--frames=" + frames,
                "--ladder=" + ladder,
                "--reference=" + reference,
                "--out=" + out,
                "--rungs=" + like,
                "--max-failed-frames=" + maxFailedFrames));
    if (!scenes.isEmpty()) {
      given.add("--scenes=" + scenes);
    }
    if (json) {
      given.add("--json");
    }
    line.parseArgs(given.toArray(new String[0]));
    return evaluated.arguments;
  }
}
