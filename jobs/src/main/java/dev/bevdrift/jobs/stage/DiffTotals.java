package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.report.TensorFigures;
import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.run.RunFolder;
import dev.bevdrift.jobs.run.RunNames;
import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.DiffRow;
import dev.bevdrift.jobs.table.DiffTable;
import dev.bevdrift.jobs.table.TensorSums;
import dev.bevdrift.jobs.verdict.BoxTotals;
import dev.bevdrift.metrics.diff.TensorDiff;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The differences of one rung over all frames, added in the order of the plan's scenes and of their
 * frames, so that sums have the same bits however the scenes were spread.
 */
final class DiffTotals {
  private final Map<String, TensorDiff> tensors = new TreeMap<>();
  private final Map<String, Long> framesByTensor = new TreeMap<>();
  private BoxTotals boxes = BoxTotals.NONE;
  private int frames;

  private DiffTotals() {}

  /** Reads all differences of a run, by rung; a rung without any frame is not there. */
  static Map<String, DiffTotals> read(EvalPlan plan, RunFolder run) {
    Map<String, DiffTotals> byRung = new HashMap<>();
    for (SceneUnit unit : plan.units()) {
      try (CloseableIterator<DiffRow> rows =
          DiffTable.read(plan.storage(), EvalStage.file(run, RunNames.DIFF, unit))) {
        while (rows.hasNext()) {
          DiffRow row = rows.next();
          byRung.computeIfAbsent(row.rung(), ignored -> new DiffTotals()).add(row);
        }
      }
    }
    return byRung;
  }

  /** Of a rung that was compared on no frame. */
  static DiffTotals none() {
    return new DiffTotals();
  }

  private void add(DiffRow row) {
    frames++;
    boxes =
        boxes.plus(
            new BoxTotals(
                row.boxes().kept(),
                row.boxes().lost(),
                row.boxes().gained(),
                row.boxes().moved(),
                row.boxes().reranked()));
    for (TensorSums sums : row.tensors()) {
      if (sums.layer() != TensorSums.WHOLE) {
        continue;
      }
      framesByTensor.merge(sums.name(), 1L, Long::sum);
      tensors
          .computeIfAbsent(sums.name(), ignored -> TensorDiff.empty())
          .merge(
              TensorDiff.ofSums(
                  sums.elements(),
                  sums.maxAbs(),
                  sums.sumAbs(),
                  sums.sumSquared(),
                  sums.dot(),
                  sums.squaredBaseline(),
                  sums.squaredRung(),
                  sums.nonFinite()));
    }
  }

  /** Frames that were compared. */
  int frames() {
    return frames;
  }

  /** Differences of the boxes over all frames. */
  BoxTotals boxes() {
    return boxes;
  }

  /** Differences by output, by name. */
  List<TensorFigures> tensors() {
    return tensors.entrySet().stream()
        .map(
            tensor ->
                new TensorFigures(
                    tensor.getKey(),
                    tensor.getValue().maxAbs(),
                    tensor.getValue().meanAbs(),
                    tensor.getValue().cosine(),
                    framesByTensor.get(tensor.getKey())))
        .toList();
  }
}
