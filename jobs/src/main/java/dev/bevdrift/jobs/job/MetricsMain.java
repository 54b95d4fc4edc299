package dev.bevdrift.jobs.job;

import dev.bevdrift.jobs.config.PredictionArguments;
import dev.bevdrift.jobs.config.ScoringArguments;
import dev.bevdrift.jobs.config.TruthArguments;
import dev.bevdrift.jobs.stage.FramesMetrics;
import dev.bevdrift.jobs.stage.FramesRequest;
import dev.bevdrift.jobs.stage.FramesResult;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.command.Drawing;
import dev.bevdrift.metrics.command.MetricsCommand;
import dev.bevdrift.metrics.command.MetricsGround;
import dev.bevdrift.metrics.command.MetricsRequest;
import dev.bevdrift.metrics.command.MetricsResult;
import dev.bevdrift.metrics.nuscenes.Drives;
import dev.bevdrift.metrics.nuscenes.TruthFactsReader;
import dev.bevdrift.metrics.score.DetailsJson;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.metrics.score.SummaryJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
  private static final double NANOS_PER_S = 1e9;

  @Spec private CommandSpec spec;

  @Mixin private TruthArguments truth;
  @Mixin private PredictionArguments predictions;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the two files go.")
  private Path out;

  @Mixin private ScoringArguments scoring;
  @Mixin private AnalysisArguments analysis;
  @Mixin private IntervalArguments intervals;

  @Option(
      names = "--timings",
      description = "Print where the time went, for submissions against tables.")
  private boolean timings;

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
    DetectionConfig config = scoring.config();
    MetricsReport report =
        MetricsReport.to(spec.commandLine().getOut(), config, scoring.nan(), analysis, intervals);
    boolean tables = truth.frames().isEmpty();
    List<Path> results = predictions.results();
    if (tables) {
      return againstTables(config, results, report);
    }
    if (results.size() > 1) {
      throw new InputException(
          "Cannot score "
              + results.size()
              + " submissions against --frames: expected one at a time, or tables");
    }
    return againstFrames(config, results, report);
  }

  private int againstTables(DetectionConfig config, List<Path> results, MetricsReport report) {
    if (results.isEmpty()) {
      throw new InputException(
          "Cannot score --predictions="
              + predictions.predictions()
              + " against tables: expected --frames, the frames that the run was made of");
    }
    Map<Path, Path> folders = ResultFolders.of(results, out);
    long start = System.nanoTime();
    MetricsGround ground =
        MetricsGround.read(truth.dataroot(), truth.version(), truth.split(), config);
    double tablesS = (System.nanoTime() - start) / NANOS_PER_S;
    for (Map.Entry<Path, Path> one : folders.entrySet()) {
      Path folder = one.getValue();
      MetricsResult result = MetricsCommand.score(ground, request(config, one.getKey(), folder));
      report.figures(result, folder, timings ? MetricsTable.timings(result, tablesS) : "");
      tablesS = 0;
      report.further(
          result,
          folder,
          () -> TruthFactsReader.read(truth.dataroot(), truth.version(), result.truth()),
          () ->
              new Drawing(
                  config,
                  scoring.strictness(),
                  ground.split().kind(),
                  Drives.ofScenes(truth.dataroot(), truth.version())));
    }
    return CommandLines.OK;
  }

  private MetricsRequest request(DetectionConfig config, Path results, Path folder) {
    return new MetricsRequest(
        truth.dataroot(),
        truth.version(),
        truth.split(),
        results,
        folder,
        config,
        scoring.strictness(),
        scoring.nan());
  }

  private int againstFrames(DetectionConfig config, List<Path> results, MetricsReport report)
      throws IOException {
    boolean cluster = SparkStart.happened() && results.isEmpty();
    if (cluster && report.needsBoxes()) {
      throw new InputException(
          "Cannot give slices, outcomes, confusion or intervals of figures that a cluster makes: no"
              + " machine holds the boxes, expected them to be asked of bin/metrics");
    }
    Storage storage = SparkStart.happened() ? SparkStart.storage() : Storage.local();
    FramesRequest request =
        new FramesRequest(
            storage,
            new org.apache.hadoop.fs.Path(truth.frames().orElseThrow()),
            config,
            scoring.strictness());
    FramesResult scored;
    if (!results.isEmpty()) {
      scored = FramesMetrics.submission(request, results.get(0));
    } else if (cluster) {
      scored = SparkStart.score(request, predictions.predictions(), predictions.rung(), partitions);
    } else {
      scored = FramesMetrics.predictions(request, predictions.predictions(), predictions.rung());
    }
    scored.notes().forEach(note -> spec.commandLine().getErr().println("Note: " + note));
    MetricsResult result = scored.result();
    SummaryJson.write(
        out.resolve(SummaryJson.NAME),
        result.score(),
        scored.meta(),
        result.evalS(),
        scoring.nan());
    DetailsJson.write(out.resolve(DetailsJson.NAME), result.score(), scoring.nan());
    report.figures(result, out, "");
    scored
        .scenes()
        .ifPresent(
            said ->
                report.further(
                    result,
                    out,
                    said::facts,
                    () -> new Drawing(config, scoring.strictness(), said.kind(), said.driveOf())));
    return scored.failedFrames() > 0 ? CommandLines.INCOMPLETE : CommandLines.OK;
  }
}
