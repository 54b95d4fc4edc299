package dev.bevdrift.jobs.stage;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.config.ReferenceChoice;
import dev.bevdrift.jobs.outputs.MadeElsewhere;
import dev.bevdrift.jobs.outputs.SceneOutputs;
import dev.bevdrift.jobs.report.Summary;
import dev.bevdrift.jobs.run.ErrorFiles;
import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.run.RunFolder;
import dev.bevdrift.jobs.run.RunNames;
import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.jobs.run.Versions;
import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.DiffRow;
import dev.bevdrift.jobs.table.DiffTable;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.jobs.table.PredictionRow;
import dev.bevdrift.jobs.table.PredictionsTable;
import dev.bevdrift.jobs.table.ReferenceTable;
import dev.bevdrift.jobs.table.TableWriter;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.infer.BoxDecoder;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.FrameFault;
import dev.bevdrift.udf.infer.FrameOutcome;
import dev.bevdrift.udf.infer.GlobalBoxes;
import dev.bevdrift.udf.infer.OutputException;
import dev.bevdrift.udf.infer.ReferenceFrame;
import dev.bevdrift.udf.infer.RungOutcome;
import dev.bevdrift.udf.infer.Tensor;
import dev.bevdrift.udf.ladder.GraphRung;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/**
 * Outputs made elsewhere in the place of a graph: a file of predictions and one of differences a
 * scene out, as {@link EvalStage} leaves them, so that everything after it is the same.
 *
 * <p>The row of the noise floor is the same outputs read a second time: what the other runtime
 * differs by from run to run, these files don't tell.
 */
public final class ImportStage {
  private final EvalPlan plan;
  private final MadeElsewhere outputs;
  private final GraphRung rung;
  private final EvalTask task;
  private final SceneModels models;
  private final BoxDecoder decoder;
  private final GlobalBoxes globalBoxes;

  private ImportStage(EvalPlan plan, MadeElsewhere outputs) {
    this.plan = plan;
    this.outputs = outputs;
    rung = plan.ladder().graphRungs().get(0);
    task = EvalTask.of(plan, List.of());
    models = SceneModels.elsewhere(task, plan.ladder());
    decoder = BoxDecoder.of(plan.ladder());
    globalBoxes = GlobalBoxes.of(plan.ladder());
  }

  /**
   * Starts the run folder, or goes on with it.
   *
   * @param madeBy what run.json says of the outputs' origin
   */
  public static RunFolder start(EvalPlan plan, String outputs, String madeBy) {
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    settings
        .putObject("settings")
        .put("frames", plan.options().frames())
        .put("ladder", plan.options().ladder())
        .put("reference", plan.options().reference().text())
        .put("outputs", outputs)
        .put("made_by", madeBy)
        .put("max_failed_frames", plan.options().maxFailedFrames());
    return RunFolder.start(
        plan.storage(), new Path(plan.options().out()), plan.fingerprint(), settings);
  }

  /**
   * Takes in the outputs of all scenes.
   *
   * @param plan with one rung
   * @throws InputException naming the file and array that cannot be used
   */
  public static void apply(EvalPlan plan, RunFolder run, MadeElsewhere outputs) {
    ImportStage stage = new ImportStage(plan, outputs);
    for (SceneUnit unit : plan.units()) {
      stage.take(unit, run);
    }
  }

  /** What ran the network, as far as anyone said. */
  public static Summary.Engine engine(String madeBy) {
    return new Summary.Engine(madeBy, "none", "none", Versions.java(), 1, false);
  }

  private void take(SceneUnit unit, RunFolder run) {
    SceneRecorder recorder = new SceneRecorder(task, models);
    Path framesFile = new Path(plan.options().frames(), unit.file());
    try (CloseableIterator<Frame> frames =
            FramesTable.readWithoutImages(plan.storage(), framesFile);
        SceneOutputs made = outputs.scene(unit.file())) {
      if (plan.options().reference() instanceof ReferenceChoice.Tables tables) {
        Path file = new Path(tables.location(), unit.file());
        try (CloseableIterator<ReferenceFrame> references =
            ReferenceTable.read(plan.storage(), file)) {
          record(PairedFrames.of(unit, frames, framesFile, references, file), made, recorder);
        }
      } else {
        record(PairedFrames.alone(unit, frames, framesFile), made, recorder);
      }
    }
    write(unit, run, recorder);
  }

  private void record(PairedFrames frames, SceneOutputs made, SceneRecorder recorder) {
    while (frames.hasNext()) {
      Frame frame = frames.next();
      Map<String, Tensor> tensors = made.of(frame.sampleToken());
      List<RungOutcome> outcomes = new ArrayList<>();
      for (GraphRung row : models.rungs()) {
        outcomes.add(outcome(row.id(), frame, tensors));
      }
      recorder.add(FrameOutcome.of(frame, outcomes), frames.nextReference());
    }
    made.unread()
        .ifPresent(
            token -> {
              throw new InputException(
                  "Cannot use the outputs of sample "
                      + token
                      + ": it is not among the frames of its scene's file, or out of their order,"
                      + " expected the frames' samples in time order");
            });
  }

  private RungOutcome outcome(String row, Frame frame, Map<String, Tensor> tensors) {
    if (tensors.isEmpty()) {
      return failed(row, frame, "there are no outputs of it, expected those of each frame");
    }
    try {
      return RungOutcome.done(
          row, tensors, globalBoxes.convert(decoder.decode(rung.decoder(), tensors), frame), 0);
    } catch (OutputException unusable) {
      return failed(row, frame, unusable.getMessage());
    }
  }

  private static RungOutcome failed(String row, Frame frame, String fact) {
    return RungOutcome.failed(
        row,
        new FrameFault(
            frame.sampleToken(),
            "",
            FrameFault.Stage.OUTPUT,
            "Cannot use the outputs of " + frame + ": " + fact));
  }

  private void write(SceneUnit unit, RunFolder run, SceneRecorder recorder) {
    try (TableWriter<PredictionRow> predictions =
            PredictionsTable.writer(
                plan.storage(), EvalStage.file(run, RunNames.PREDICTIONS, unit));
        TableWriter<DiffRow> diffs =
            DiffTable.writer(plan.storage(), EvalStage.file(run, RunNames.DIFF, unit))) {
      recorder.predictions().forEach(predictions::write);
      recorder.diffs().forEach(diffs::write);
      ErrorFiles.write(plan.storage(), run.root(), unit, recorder.faults());
      predictions.commit();
      diffs.commit();
    }
  }
}
