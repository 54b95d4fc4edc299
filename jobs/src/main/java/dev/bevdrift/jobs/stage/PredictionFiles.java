package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.run.RunFolder;
import dev.bevdrift.jobs.run.RunNames;
import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.PredictionRow;
import dev.bevdrift.jobs.table.PredictionsTable;
import dev.bevdrift.metrics.box.Attribute;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.Samples;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.hadoop.fs.Path;

/** Reads the predictions of a run back, a few rows of the report at a time. */
final class PredictionFiles {
  /** Boxes held at a time, about 200 bytes each. */
  private static final int BOXES_AT_A_TIME = 4_000_000;

  private PredictionFiles() {}

  /** How many rows of the report fit into memory together, at least one. */
  static int rowsAtATime(EvalPlan plan) {
    long boxes = Math.max(1, (long) plan.frames() * plan.ladder().maxNum());
    return (int) Math.max(1, BOXES_AT_A_TIME / boxes);
  }

  /**
   * The boxes of some rows of the report, in the order of sample.json, then by ordinal.
   *
   * @param rows ids to read; each is in the answer
   */
  static Map<String, List<PredictionRow>> read(EvalPlan plan, RunFolder run, List<String> rows) {
    Map<String, List<PredictionRow>> found = new LinkedHashMap<>();
    rows.forEach(row -> found.put(row, new ArrayList<>()));
    if (rows.isEmpty()) {
      return found;
    }
    plan.units().parallelStream()
        .map(unit -> ofScene(plan, EvalStage.file(run, RunNames.PREDICTIONS, unit), found.keySet()))
        .forEachOrdered(scene -> scene.forEach(box -> found.get(box.rung()).add(box)));
    for (List<PredictionRow> boxes : found.values()) {
      boxes.sort(
          Comparator.comparingLong(PredictionRow::sampleIndex)
              .thenComparingInt(PredictionRow::ordinal));
    }
    return found;
  }

  private static List<PredictionRow> ofScene(EvalPlan plan, Path file, Set<String> rows) {
    List<PredictionRow> found = new ArrayList<>();
    try (CloseableIterator<PredictionRow> boxes =
        PredictionsTable.read(plan.storage(), file, rows)) {
      while (boxes.hasNext()) {
        PredictionRow box = boxes.next();
        if (rows.contains(box.rung())) {
          found.add(box);
        }
      }
    }
    return found;
  }

  /** The boxes of some samples in the metric's form; others are left out. */
  static DetectionBoxes boxes(String row, List<PredictionRow> from, Samples samples) {
    DetectionBoxesBuilder to = DetectionBoxes.builder(row);
    for (PredictionRow box : from) {
      OptionalInt sample = samples.indexOf(box.sampleToken());
      if (sample.isEmpty()) {
        continue;
      }
      to.sample(sample.getAsInt())
          .detectionClass(DetectionClass.of(box.detectionName()).orElseThrow())
          .translation(box.translation())
          .size(box.size().x(), box.size().y(), box.size().z())
          .rotation(box.rotation())
          .velocity(box.velocityX(), box.velocityY())
          .score(box.detectionScore())
          .attribute(Attribute.of(box.attributeName()).orElseThrow())
          .add();
    }
    return to.build();
  }
}
