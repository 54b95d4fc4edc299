package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.config.EvalOptions;
import dev.bevdrift.jobs.run.RunNames;
import dev.bevdrift.jobs.run.SceneFault;
import dev.bevdrift.jobs.table.DiffRow;
import dev.bevdrift.jobs.table.PredictionRow;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.diff.BoxComparison;
import dev.bevdrift.udf.infer.Detections;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.FrameFault;
import dev.bevdrift.udf.infer.FrameOutcome;
import dev.bevdrift.udf.infer.OutputException;
import dev.bevdrift.udf.infer.ReferenceFrame;
import dev.bevdrift.udf.infer.RungOutcome;
import dev.bevdrift.udf.infer.Tensor;
import dev.bevdrift.udf.ladder.GraphRung;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Collects what the rungs made of one scene's frames, and compares each with its baseline.
 *
 * <p>Holds the boxes of one scene, since tables are in the order of rungs; tensors go at once. Not
 * thread-safe.
 */
final class SceneRecorder {
  private static final String SCORES = "all_cls_scores";
  private static final String BOXES = "all_bbox_preds";

  private final EvalTask task;
  private final Map<String, GraphRung> rungs;
  private final SceneModels models;
  private final Map<String, List<PredictionRow>> predictions = new LinkedHashMap<>();
  private final Map<String, List<DiffRow>> diffs = new LinkedHashMap<>();
  private final Map<String, DiffSketches> sketches = new HashMap<>();
  private final List<SceneFault> faults = new ArrayList<>();
  private int frames;

  /**
   * @param models what runs, the second run for the noise floor included, in order
   */
  SceneRecorder(EvalTask task, SceneModels models) {
    this.task = task;
    this.models = models;
    this.rungs = new LinkedHashMap<>();
    task.variants()
        .forEach(variant -> predictions.put(RunNames.original(variant), new ArrayList<>()));
    for (GraphRung rung : models.rungs()) {
      this.rungs.put(rung.id(), rung);
      predictions.put(rung.id(), new ArrayList<>());
      diffs.put(rung.id(), new ArrayList<>());
    }
  }

  /** Adds one frame. */
  void add(FrameOutcome outcome, ReferenceFrame reference) {
    Frame frame = outcome.frame();
    Map<String, FrameSide> sides = new HashMap<>();
    for (String variant : task.variants()) {
      original(frame, variant, reference, sides);
    }
    for (RungOutcome rung : outcome.rungs()) {
      if (rung.fault().isPresent()) {
        fault(frame, rung.rung(), rung.fault().orElseThrow());
      } else {
        keep(frame, rung.rung(), rung.outputs(), rung.detections(), sides);
      }
    }
    for (RungOutcome rung : outcome.rungs()) {
      compare(frame, rungs.get(rung.rung()), sides);
    }
    frames++;
  }

  private void original(
      Frame frame, String variant, ReferenceFrame reference, Map<String, FrameSide> sides) {
    String row = RunNames.original(variant);
    require(frame, reference, variant, SCORES);
    require(frame, reference, variant, BOXES);
    Detections detections;
    try {
      detections = models.decodeOriginal(reference.tensors(variant), frame);
    } catch (OutputException unusable) {
      fault(
          frame,
          row,
          new FrameFault(
              frame.sampleToken(), "", FrameFault.Stage.REFERENCE, unusable.getMessage()));
      return;
    }
    keep(frame, row, reference.tensors(variant), detections, sides);
  }

  private static void require(Frame frame, ReferenceFrame reference, String variant, String name) {
    if (reference.tensor(variant, name).isEmpty()) {
      throw new InputException(
          "Cannot compare sample "
              + frame.sampleToken()
              + " of scene "
              + frame.sceneName()
              + ": its reference has no tensor "
              + name
              + " of variant "
              + variant
              + ", expected one for each frame");
    }
  }

  private void keep(
      Frame frame,
      String row,
      Map<String, Tensor> tensors,
      Detections detections,
      Map<String, FrameSide> sides) {
    predictions.get(row).addAll(FrameBoxes.rows(row, frame, detections));
    sides.put(row, new FrameSide(tensors, FrameBoxes.boxes(row, detections)));
  }

  private void compare(Frame frame, GraphRung rung, Map<String, FrameSide> sides) {
    EvalOptions options = task.options();
    String baseline = EvalTask.baselineRow(options, rung);
    if (baseline.isEmpty() || !sides.containsKey(rung.id()) || !sides.containsKey(baseline)) {
      return;
    }
    FrameSide ours = sides.get(rung.id());
    FrameSide theirs = sides.get(baseline);
    DiffSketches sketch = sketches.computeIfAbsent(rung.id(), ignored -> new DiffSketches());
    BoxComparison boxes = ours.boxesAgainst(theirs, task.boxLimits());
    sketch.add(boxes, frame.ego2global().translation());
    diffs
        .get(rung.id())
        .add(
            new DiffRow(
                rung.id(),
                EvalTask.baselineText(options, rung),
                frame.sceneToken(),
                frame.sequence(),
                frame.sampleToken(),
                frame.sampleIndex(),
                ours.tensorsAgainst(theirs, sketch),
                DiffSketches.counts(boxes.total()),
                frames,
                sketch.add(boxes.shifts()),
                List.of(),
                List.of()));
  }

  private void fault(Frame frame, String row, FrameFault fault) {
    faults.add(
        new SceneFault(
            frame.sceneName(),
            fault.sampleToken(),
            row,
            fault.camera(),
            fault.stage().name().toLowerCase(Locale.ROOT),
            fault.message()));
  }

  /** Boxes by row of the report, then frame, then ordinal. */
  List<PredictionRow> predictions() {
    return predictions.values().stream().flatMap(List::stream).toList();
  }

  /** Differences by rung, then frame; the last row of each rung has what all of them add up to. */
  List<DiffRow> diffs() {
    List<DiffRow> rows = new ArrayList<>();
    diffs.forEach(
        (rung, ofRung) -> {
          rows.addAll(ofRung);
          if (!ofRung.isEmpty()) {
            int last = rows.size() - 1;
            DiffSketches sketch = sketches.get(rung);
            rows.set(last, rows.get(last).withTotals(sketch.rows(), sketch.slices()));
          }
        });
    return rows;
  }

  /** What failed, in the order of frames. */
  List<SceneFault> faults() {
    return List.copyOf(faults);
  }
}
