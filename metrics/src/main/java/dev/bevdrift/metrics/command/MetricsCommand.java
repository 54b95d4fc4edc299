package dev.bevdrift.metrics.command;

import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.match.Strictness;
import dev.bevdrift.metrics.nuscenes.NuScenesTables;
import dev.bevdrift.metrics.nuscenes.Split;
import dev.bevdrift.metrics.nuscenes.SplitSamples;
import dev.bevdrift.metrics.nuscenes.Submission;
import dev.bevdrift.metrics.nuscenes.SubmissionJson;
import dev.bevdrift.metrics.score.DetailsJson;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.Evaluation;
import dev.bevdrift.metrics.score.SummaryJson;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Scores a submission against the tables of a nuScenes data set. */
public final class MetricsCommand {
  private static final double NANOS_PER_S = 1e9;

  private MetricsCommand() {}

  /**
   * Loads, scores and writes {@code metrics_summary.json} and {@code metrics_details.json}.
   *
   * <p>The true boxes and the submission are read at the same time.
   *
   * @throws dev.bevdrift.metrics.InputException on any fault of the input; nothing is written then
   */
  public static MetricsResult run(MetricsRequest request) {
    long start = System.nanoTime();
    NuScenesTables tables = NuScenesTables.open(request.dataroot(), request.version());
    Split split = tables.split(request.split());
    SplitSamples samples = tables.samples(split);
    CompletableFuture<GroundTruth> truthLater =
        CompletableFuture.supplyAsync(() -> tables.groundTruth(samples));
    Submission submission =
        SubmissionJson.read(
            request.results(),
            samples.samples(),
            split.kind(),
            request.config().maxBoxesPerSample());
    GroundTruth truth = join(truthLater);
    long read = System.nanoTime();
    DetectionScore score =
        request.strictness() == Strictness.DEVKIT
            ? Evaluation.strict(request.config(), truth, submission.boxes())
            : Evaluation.of(request.config(), truth, submission.boxes());
    double evalS = (System.nanoTime() - read) / NANOS_PER_S;
    SummaryJson.write(
        request.out().resolve(SummaryJson.NAME), score, submission.meta(), evalS, request.nan());
    DetailsJson.write(request.out().resolve(DetailsJson.NAME), score, request.nan());
    return MetricsResult.of(score, truth, submission.boxes(), (read - start) / NANOS_PER_S, evalS);
  }

  private static GroundTruth join(CompletableFuture<GroundTruth> truth) {
    try {
      return truth.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException fault) {
        throw fault;
      }
      throw e;
    }
  }
}
