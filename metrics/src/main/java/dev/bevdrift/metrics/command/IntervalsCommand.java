package dev.bevdrift.metrics.command;

import dev.bevdrift.metrics.command.IntervalsResult.ClusteredBy;
import dev.bevdrift.metrics.interval.Replicates;
import dev.bevdrift.metrics.interval.SceneBootstrap;
import dev.bevdrift.metrics.interval.SceneClusters;
import dev.bevdrift.metrics.nuscenes.SubmissionJson;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.Evaluation;
import java.nio.file.Path;
import java.util.Optional;

/** Intervals of a scored submission, and of its difference from another one. */
public final class IntervalsCommand {
  private IntervalsCommand() {}

  /**
   * Draws the scenes of a scored submission again and again; scenes of one drive together.
   *
   * @param scored one machine's result
   * @throws dev.bevdrift.metrics.InputException on a fault of the baseline
   */
  public static IntervalsResult run(
      MetricsResult scored, Drawing drawing, IntervalSettings settings) {
    DetectionScore score = scored.score();
    SceneClusters clusters = SceneClusters.byDrive(score.samples(), drawing.driveOf());
    Replicates own =
        SceneBootstrap.of(score, clusters).replicates(settings.replicates(), settings.seed());
    Optional<Replicates> difference =
        settings
            .baseline()
            .map(file -> baseline(scored, drawing, file))
            .map(
                baseline ->
                    SceneBootstrap.of(baseline, clusters)
                        .replicates(settings.replicates(), settings.seed()))
            .map(own::minus);
    return new IntervalsResult(
        settings,
        score.samples().sceneNames().size(),
        drawing.driveOf().isEmpty() ? ClusteredBy.SCENE : ClusteredBy.DRIVE,
        own,
        difference);
  }

  private static DetectionScore baseline(MetricsResult scored, Drawing drawing, Path file) {
    DetectionConfig config = drawing.config();
    return Evaluation.score(
        config,
        scored.truth(),
        SubmissionJson.read(
                file, scored.score().samples(), drawing.kind(), config.maxBoxesPerSample())
            .boxes(),
        drawing.strictness());
  }
}
