package dev.bevdrift.jobs.job;

import dev.bevdrift.jobs.config.PredictionArguments;
import dev.bevdrift.jobs.config.TruthArguments;
import dev.bevdrift.jobs.stage.FramesMetrics;
import dev.bevdrift.jobs.stage.FramesRequest;
import dev.bevdrift.jobs.stage.FramesResult;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.TruthFacts;
import dev.bevdrift.metrics.command.Drawing;
import dev.bevdrift.metrics.command.IntervalSettings;
import dev.bevdrift.metrics.command.IntervalsCommand;
import dev.bevdrift.metrics.command.IntervalsJson;
import dev.bevdrift.metrics.command.IntervalsResult;
import dev.bevdrift.metrics.command.MetricsCommand;
import dev.bevdrift.metrics.command.MetricsRequest;
import dev.bevdrift.metrics.command.MetricsResult;
import dev.bevdrift.metrics.match.Strictness;
import dev.bevdrift.metrics.nuscenes.Drives;
import dev.bevdrift.metrics.nuscenes.NuScenesTables;
import dev.bevdrift.metrics.nuscenes.TruthFactsReader;
import dev.bevdrift.metrics.score.ConfigJson;
import dev.bevdrift.metrics.score.DetailsJson;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.metrics.score.NanStyle;
import dev.bevdrift.metrics.score.SummaryJson;
import dev.bevdrift.metrics.slice.SliceSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command {@code metrics}: figures of a submission, or of a rung. In a plain JVM it touches no
 * class of Spark; started by spark-submit it may use the cluster, see {@link SparkStart}.
 */
@Command(
    name = "metrics",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "mAP, NDS and every curve of a nuScenes submission, as nuscenes-devkit 1.2.0 computes them.",
      "Writes metrics_summary.json and metrics_details.json with the devkit's names and layout."
    },
    footer = {
      "",
      "spark-submit --class MetricsJob takes the same options: there --frames with --predictions",
      "is scored by all executors, with the same figures; anything else by the driver alone.",
      "Exit codes: 0 done, 2 bad input or usage, 4 incomplete (frames that failed in the run)."
    })
public final class MetricsMain implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private TruthArguments truth;
  @Mixin private PredictionArguments predictions;

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

  @Mixin private AnalysisArguments analysis;
  @Mixin private IntervalArguments intervals;

  @Option(
      names = "--partitions",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "Spark tasks, 0 for four a core; never changes a bit of the figures. Only under"
              + " spark-submit.")
  private int partitions;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  @Override
  public Integer call() throws IOException {
    SliceSettings slices = analysis.settings();
    Optional<IntervalSettings> drawn = intervals.settings();
    Optional<String> frames = truth.frames();
    Optional<Path> results = predictions.results();
    if (frames.isEmpty()) {
      MetricsResult result = ofTables(results.orElseThrow(this::tablesNeedResults));
      report(result);
      analyse(result, slices, () -> tableFacts(result));
      drawn.ifPresent(settings -> draw(result, ofTables(), settings));
      return CommandLines.OK;
    }
    if ((analysis.wanted() || drawn.isPresent()) && SparkStart.happened() && results.isEmpty()) {
      throw new InputException(
          "Cannot give slices, outcomes, confusion or intervals of figures that a cluster makes: no"
              + " machine holds the boxes, expected them to be asked of bin/metrics");
    }
    FramesResult scored = ofFrames(frames.get(), results);
    scored.notes().forEach(note -> spec.commandLine().getErr().println("Note: " + note));
    SummaryJson.write(
        out.resolve(SummaryJson.NAME),
        scored.result().score(),
        scored.meta(),
        scored.result().evalS(),
        nan());
    DetailsJson.write(out.resolve(DetailsJson.NAME), scored.result().score(), nan());
    report(scored.result());
    scored.scenes().ifPresent(said -> analyse(scored.result(), slices, said::facts));
    scored
        .scenes()
        .ifPresent(
            said ->
                drawn.ifPresent(
                    settings ->
                        draw(
                            scored.result(),
                            new Drawing(config(), strictness(), said.kind(), said.driveOf()),
                            settings)));
    return scored.failedFrames() > 0 ? CommandLines.INCOMPLETE : CommandLines.OK;
  }

  private void analyse(MetricsResult result, SliceSettings slices, Supplier<TruthFacts> facts) {
    PrintWriter to = spec.commandLine().getOut();
    analysis.write(out, config(), result, facts, slices, to);
    to.flush();
  }

  private TruthFacts tableFacts(MetricsResult result) {
    return TruthFactsReader.read(truth.dataroot(), truth.version(), result.truth());
  }

  private Drawing ofTables() {
    return new Drawing(
        config(),
        strictness(),
        NuScenesTables.open(truth.dataroot(), truth.version()).split(truth.split()).kind(),
        Drives.ofScenes(truth.dataroot(), truth.version()));
  }

  private void draw(MetricsResult result, Drawing drawing, IntervalSettings settings) {
    IntervalsResult found = IntervalsCommand.run(result, drawing, settings);
    Path file = out.resolve(IntervalsJson.NAME);
    IntervalsJson.write(file, found, nan());
    PrintWriter to = spec.commandLine().getOut();
    to.print(IntervalsTable.text(found));
    to.println("Wrote " + file);
    to.flush();
  }

  private MetricsResult ofTables(Path results) {
    return MetricsCommand.run(
        new MetricsRequest(
            truth.dataroot(),
            truth.version(),
            truth.split(),
            results,
            out,
            config(),
            strictness(),
            nan()));
  }

  /** On the cluster where there is one and the input is in tables, else in this JVM. */
  private FramesResult ofFrames(String frames, Optional<Path> results) throws IOException {
    if (!SparkStart.happened()) {
      FramesRequest request = request(Storage.local(), frames);
      return results.isPresent()
          ? FramesMetrics.submission(request, results.get())
          : FramesMetrics.predictions(request, predictions.predictions(), predictions.rung());
    }
    FramesRequest request = request(SparkStart.storage(), frames);
    return results.isPresent()
        ? FramesMetrics.submission(request, results.get())
        : SparkStart.score(request, predictions.predictions(), predictions.rung(), partitions);
  }

  private FramesRequest request(Storage storage, String frames) {
    return new FramesRequest(
        storage, new org.apache.hadoop.fs.Path(frames), config(), strictness());
  }

  private InputException tablesNeedResults() {
    return new InputException(
        "Cannot score --predictions="
            + predictions.predictions()
            + " against tables: expected --frames, the frames that the run was made of");
  }

  private DetectionConfig config() {
    return config.map(ConfigJson::read).orElseGet(DetectionConfig::cvpr2019);
  }

  private Strictness strictness() {
    return strictDevkit ? Strictness.DEVKIT : Strictness.LENIENT;
  }

  private NanStyle nan() {
    return strictJson ? NanStyle.NULL : NanStyle.TOKEN;
  }

  private void report(MetricsResult result) {
    PrintWriter to = spec.commandLine().getOut();
    to.print(MetricsTable.text(result));
    to.println(
        System.lineSeparator()
            + "Wrote "
            + out.resolve(SummaryJson.NAME)
            + " and "
            + out.resolve(DetailsJson.NAME));
    to.flush();
  }
}
