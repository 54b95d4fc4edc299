package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.config.ReferenceChoice;
import dev.bevdrift.jobs.run.ErrorFiles;
import dev.bevdrift.jobs.run.RunNames;
import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.DiffRow;
import dev.bevdrift.jobs.table.DiffTable;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.jobs.table.PredictionRow;
import dev.bevdrift.jobs.table.PredictionsTable;
import dev.bevdrift.jobs.table.ReferenceTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.jobs.table.TableWriter;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.FrameOutcome;
import dev.bevdrift.udf.infer.ReferenceFrame;
import java.util.Iterator;
import org.apache.hadoop.fs.Path;

/**
 * Runs whole scenes through the rungs and writes their files; knows nothing of Spark.
 *
 * <p>A scene's difference file gets its name last: a scene that has one is done.
 */
final class SceneEvaluator {
  private final EvalTask task;
  private final SceneModels models;
  private final FrameCounter counter;

  SceneEvaluator(EvalTask task, SceneModels models, FrameCounter counter) {
    this.task = task;
    this.models = models;
    this.counter = counter;
  }

  /** Runs one scene and writes its files. */
  SceneResult evaluate(SceneUnit unit) {
    SceneRecorder recorder = new SceneRecorder(task, models);
    Storage storage = task.storage();
    Path framesFile = new Path(task.options().frames(), unit.file());
    try (CloseableIterator<Frame> frames = FramesTable.read(storage, framesFile)) {
      if (task.options().reference() instanceof ReferenceChoice.Tables tables) {
        Path referenceFile = new Path(tables.location(), unit.file());
        try (CloseableIterator<ReferenceFrame> references =
            ReferenceTable.read(storage, referenceFile)) {
          record(PairedFrames.of(unit, frames, framesFile, references, referenceFile), recorder);
        }
      } else {
        record(PairedFrames.alone(unit, frames, framesFile), recorder);
      }
    }
    write(unit, recorder);
    return new SceneResult(unit, recorder.faults(), models.provider(), models.providerNote());
  }

  private void record(PairedFrames frames, SceneRecorder recorder) {
    Iterator<FrameOutcome> outcomes = models.inference().run(frames);
    while (outcomes.hasNext()) {
      FrameOutcome outcome = outcomes.next();
      recorder.add(outcome, frames.nextReference());
      counter.done();
    }
  }

  private void write(SceneUnit unit, SceneRecorder recorder) {
    Storage storage = task.storage();
    Path out = new Path(task.options().out());
    try (TableWriter<PredictionRow> predictions =
            PredictionsTable.writer(storage, new Path(out, RunNames.PREDICTIONS + unit.file()));
        TableWriter<DiffRow> diffs =
            DiffTable.writer(storage, new Path(out, RunNames.DIFF + unit.file()))) {
      recorder.predictions().forEach(predictions::write);
      recorder.diffs().forEach(diffs::write);
      ErrorFiles.write(storage, out, unit, recorder.faults());
      predictions.commit();
      diffs.commit();
    }
  }
}
