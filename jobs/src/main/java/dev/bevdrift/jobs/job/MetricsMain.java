package dev.bevdrift.jobs.job;

import dev.bevdrift.metrics.command.MetricsCommand;
import dev.bevdrift.metrics.command.MetricsRequest;
import dev.bevdrift.metrics.command.MetricsResult;
import dev.bevdrift.metrics.match.Strictness;
import dev.bevdrift.metrics.score.ConfigJson;
import dev.bevdrift.metrics.score.DetailsJson;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.metrics.score.NanStyle;
import dev.bevdrift.metrics.score.SummaryJson;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command {@code metrics}: figures of a submission. It touches no class of Spark, so that it
 * runs in a plain JVM.
 */
@Command(
    name = "metrics",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "mAP, NDS and every curve of a nuScenes submission, as nuscenes-devkit 1.2.0 computes them.",
      "Writes metrics_summary.json and metrics_details.json with the devkit's names and layout."
    },
    footer = {"", "Exit codes: 0 done, 2 bad input or usage, 4 incomplete."})
public final class MetricsMain implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--dataroot",
      required = true,
      paramLabel = "DIR",
      description = "The nuScenes folder; only its tables are read.")
  private Path dataroot;

  @Option(
      names = "--version",
      required = true,
      paramLabel = "NAME",
      description = "The tables' folder in it: v1.0-mini, v1.0-trainval, …")
  private String version;

  @Option(
      names = "--split",
      required = true,
      paramLabel = "NAME",
      description = "A split of nuScenes (mini_val, val, …), or of <version>/splits.json.")
  private String split;

  @Option(
      names = "--results",
      required = true,
      paramLabel = "FILE",
      description = "The submission: results_nusc.json.")
  private Path results;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the two files go.")
  private Path out;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Other ranges, thresholds or classes, in the layout of detection_cvpr_2019.json, which is"
              + " the default.")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--strict-devkit",
      description =
          "Refuse what the devkit dies of: no boxes at all, negative scores, a velocity that is no"
              + " number, fewer than ten classes.")
  private boolean strictDevkit;

  @Option(
      names = "--strict-json",
      description = "Write null for undefined errors; the devkit's own NaN is not legal JSON.")
  private boolean strictJson;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  @Override
  public Integer call() {
    MetricsResult result =
        MetricsCommand.run(
            new MetricsRequest(
                dataroot,
                version,
                split,
                results,
                out,
                config.map(ConfigJson::read).orElseGet(DetectionConfig::cvpr2019),
                strictDevkit ? Strictness.DEVKIT : Strictness.LENIENT,
                strictJson ? NanStyle.NULL : NanStyle.TOKEN));
    spec.commandLine().getOut().print(MetricsTable.text(result));
    spec.commandLine()
        .getOut()
        .println(
            System.lineSeparator()
                + "Wrote "
                + out.resolve(SummaryJson.NAME)
                + " and "
                + out.resolve(DetailsJson.NAME));
    spec.commandLine().getOut().flush();
    return CommandLines.OK;
  }
}
