package dev.bevdrift.metrics.command;

import dev.bevdrift.metrics.nuscenes.Submission;
import dev.bevdrift.metrics.nuscenes.SubmissionJson;
import dev.bevdrift.metrics.score.DetailsJson;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.Evaluation;
import dev.bevdrift.metrics.score.SummaryJson;
import dev.bevdrift.metrics.score.TimedScore;

/** Scores a submission against the tables of a nuScenes data set. */
public final class MetricsCommand {
  private static final double NANOS_PER_S = 1e9;

  private MetricsCommand() {}

  /**
   * Loads, scores and writes {@code metrics_summary.json} and {@code metrics_details.json}.
   *
   * @throws dev.bevdrift.metrics.InputException on any fault of the input; nothing is written then
   */
  public static MetricsResult run(MetricsRequest request) {
    long start = System.nanoTime();
    MetricsGround ground =
        MetricsGround.read(
            request.dataroot(), request.version(), request.split(), request.config());
    return score(ground, request, secondsSince(start));
  }

  /** Scores and writes one more submission against ground truth that has been read already. */
  public static MetricsResult score(MetricsGround ground, MetricsRequest request) {
    return score(ground, request, 0);
  }

  private static MetricsResult score(MetricsGround ground, MetricsRequest request, double tablesS) {
    long start = System.nanoTime();
    Submission submission =
        SubmissionJson.read(
            request.results(),
            ground.truth().truth().samples(),
            ground.split().kind(),
            request.config().maxBoxesPerSample());
    double resultsS = secondsSince(start);
    TimedScore timed =
        Evaluation.timed(ground.config(), ground.truth(), submission.boxes(), request.strictness());
    double evalS = timed.filterS() + timed.matchS() + timed.curvesS();
    long scored = System.nanoTime();
    DetectionScore score = timed.score();
    SummaryJson.write(
        request.out().resolve(SummaryJson.NAME), score, submission.meta(), evalS, request.nan());
    DetailsJson.write(request.out().resolve(DetailsJson.NAME), score, request.nan());
    return MetricsResult.of(
            score, ground.truth().truth(), submission.boxes(), tablesS + resultsS, evalS)
        .with(
            new MetricsPhases(
                tablesS,
                resultsS,
                timed.filterS(),
                timed.matchS(),
                timed.curvesS(),
                secondsSince(scored)));
  }

  private static double secondsSince(long startNanos) {
    return (System.nanoTime() - startNanos) / NANOS_PER_S;
  }
}
