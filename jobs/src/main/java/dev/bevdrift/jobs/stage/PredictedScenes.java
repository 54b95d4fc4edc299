package dev.bevdrift.jobs.stage;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * One rung of a run with the scenes that the run took, both checked.
 *
 * @param scenes what the run took of the frames
 * @param tables the rung's predictions of them
 */
record PredictedScenes(MetricsScenes scenes, PredictionTables tables) {
  /**
   * Opens frames and predictions.
   *
   * @param folder of the predictions
   * @throws dev.bevdrift.metrics.InputException naming what does not fit
   */
  static PredictedScenes of(FramesRequest request, String folder, String rung) {
    MetricsScenes all = MetricsScenes.of(request.storage(), request.frames());
    PredictionTables tables =
        new PredictionTables(
            request.storage(),
            request.frames().toString(),
            folder,
            rung,
            request.config().maxBoxesPerSample());
    MetricsScenes taken = all.takenBy(RunInputs.beside(request.storage(), new Path(folder)));
    tables.check(taken.units());
    return new PredictedScenes(taken, tables);
  }

  /** What a reader of the score should know. */
  List<String> notes(int failedFrames) {
    List<String> notes = new ArrayList<>();
    if (failedFrames > 0) {
      notes.add(
          "The run failed in "
              + failedFrames
              + " of "
              + scenes.frames()
              + " frames of "
              + tables.rung()
              + "; they count on neither side");
    }
    return notes;
  }
}
