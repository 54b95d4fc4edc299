package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.report.BoxSliceTotals;
import dev.bevdrift.jobs.report.ShiftFigures;
import dev.bevdrift.jobs.report.SizeFigures;
import dev.bevdrift.jobs.report.TensorDetail;
import dev.bevdrift.jobs.report.TensorFigures;
import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.run.RunFolder;
import dev.bevdrift.jobs.run.RunNames;
import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.jobs.table.BoxCounts;
import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.DiffRow;
import dev.bevdrift.jobs.table.DiffTable;
import dev.bevdrift.jobs.table.IndexTable;
import dev.bevdrift.jobs.table.ShiftSums;
import dev.bevdrift.jobs.table.Sketch;
import dev.bevdrift.jobs.table.TensorSums;
import dev.bevdrift.jobs.verdict.BoxTotals;
import dev.bevdrift.metrics.diff.BoxShift;
import dev.bevdrift.metrics.diff.Distribution;
import dev.bevdrift.metrics.diff.LogHistogram;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/**
 * The differences of one rung over all frames, added in the order of the plan's scenes and of their
 * frames, so that sums have the same bits however the scenes were spread.
 */
final class DiffTotals {
  /** By output, then layer; the whole of an output comes first. */
  private final Map<String, TreeMap<Integer, TensorTotals>> tensors = new TreeMap<>();

  private final Map<String, Distribution> shifts = new LinkedHashMap<>();
  private final FrameRanking ranking = new FrameRanking();
  private final DiffSlices slices = new DiffSlices();
  private BoxTotals boxes = BoxTotals.NONE;
  private int frames;

  private DiffTotals() {
    for (BoxShift shift : BoxShift.values()) {
      shifts.put(shift.key(), Distribution.empty());
    }
  }

  /** Reads all differences of a run, by rung; a rung without any frame is not there. */
  static Map<String, DiffTotals> read(EvalPlan plan, RunFolder run) {
    Map<String, DiffTotals> byRung = new HashMap<>();
    Map<String, List<String>> slicesOfFile = new HashMap<>();
    IndexTable.read(plan.storage(), new Path(plan.options().frames()))
        .forEach(scene -> slicesOfFile.put(scene.file(), DiffSlices.ofScene(scene)));
    for (SceneUnit unit : plan.units()) {
      try (CloseableIterator<DiffRow> rows =
          DiffTable.read(plan.storage(), EvalStage.file(run, RunNames.DIFF, unit))) {
        while (rows.hasNext()) {
          DiffRow row = rows.next();
          byRung
              .computeIfAbsent(row.rung(), ignored -> new DiffTotals())
              .add(row, unit.sceneName(), slicesOfFile.get(unit.file()));
        }
      }
    }
    return byRung;
  }

  /** Of a rung that was compared on no frame. */
  static DiffTotals none() {
    return new DiffTotals();
  }

  private void add(DiffRow row, String sceneName, List<String> slicesOfScene) {
    frames++;
    boxes = boxes.plus(totals(row.boxes()));
    slicesOfScene.forEach(slice -> slices.add(slice, totals(row.boxes())));
    row.slices().forEach(slice -> slices.add(slice.slice(), totals(slice.boxes())));
    ranking.add(row, sceneName);
    for (TensorSums sums : row.tensors()) {
      tensor(sums.name(), sums.layer()).add(row, sums, sceneName);
    }
    for (ShiftSums sums : row.shifts()) {
      shifts.get(sums.name()).addSums(sums.count(), sums.sum(), sums.max());
    }
    for (Sketch sketch : row.sketches()) {
      if (shifts.containsKey(sketch.name())) {
        LogHistogram sizes = shifts.get(sketch.name()).sizes();
        for (int i = 0; i < sketch.bins().size(); i++) {
          sizes.add(sketch.bins().get(i), sketch.counts().get(i));
        }
      } else {
        tensor(sketch.name(), TensorSums.WHOLE).add(sketch);
        if (sketch.layer() != TensorSums.WHOLE) {
          tensor(sketch.name(), sketch.layer()).add(sketch);
        }
      }
    }
  }

  private TensorTotals tensor(String name, int layer) {
    return tensors
        .computeIfAbsent(name, ignored -> new TreeMap<>())
        .computeIfAbsent(layer, ignored -> new TensorTotals());
  }

  private static BoxTotals totals(BoxCounts boxes) {
    return new BoxTotals(
        boxes.kept(),
        boxes.lost(),
        boxes.gained(),
        boxes.moved(),
        boxes.reranked(),
        boxes.classFlipped() == BoxCounts.UNKNOWN
            ? OptionalLong.empty()
            : OptionalLong.of(boxes.classFlipped()),
        OptionalLong.of(boxes.flipped()));
  }

  /** Frames that were compared. */
  int frames() {
    return frames;
  }

  /** Differences of the boxes over all frames. */
  BoxTotals boxes() {
    return boxes;
  }

  /** The boxes by slice. */
  List<BoxSliceTotals> slices() {
    return slices.shown();
  }

  /** The frames that changed most. */
  FrameRanking ranking() {
    return ranking;
  }

  /** How far kept boxes are from their partners; none of a run that did not measure it. */
  List<ShiftFigures> shifts() {
    List<ShiftFigures> figures = new ArrayList<>();
    shifts.forEach(
        (name, sizes) -> {
          if (sizes.count() > 0 && sizes.count() == sizes.sizes().total()) {
            figures.add(
                new ShiftFigures(
                    name,
                    sizes.count(),
                    sizes.mean(),
                    sizes.max(),
                    SizeFigures.of(sizes.sizes(), sizes.max())));
          }
        });
    return figures;
  }

  /** Differences by output, by name. */
  List<TensorFigures> tensors(TensorTotals.Memory memory) {
    List<TensorFigures> figures = new ArrayList<>();
    tensors.forEach(
        (name, byLayer) -> {
          TensorTotals whole = byLayer.get(TensorSums.WHOLE);
          List<TensorDetail.Layer> layers = new ArrayList<>();
          byLayer.tailMap(0).forEach((layer, totals) -> layers.add(totals.asLayer(layer)));
          figures.add(
              new TensorFigures(
                  name,
                  whole.sums().maxAbs(),
                  whole.sums().meanAbs(),
                  whole.sums().cosine(),
                  whole.frames(),
                  whole.detail(layers, memory)));
        });
    return figures;
  }
}
