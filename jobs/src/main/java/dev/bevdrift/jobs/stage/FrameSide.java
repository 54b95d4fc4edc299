package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.table.BoxCounts;
import dev.bevdrift.jobs.table.TensorSums;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.diff.BoxDiff;
import dev.bevdrift.metrics.diff.BoxDiffThresholds;
import dev.bevdrift.metrics.diff.TensorDiff;
import dev.bevdrift.udf.infer.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * One side of a comparison: what a rung, or the original, made of one frame.
 *
 * @param tensors outputs by role
 * @param boxes decoded boxes, as sample 0
 */
record FrameSide(Map<String, Tensor> tensors, DetectionBoxes boxes) {
  /** Labels are no quantities: the boxes' comparison looks at classes. */
  private static final String LABELS = "labels";

  FrameSide {
    tensors = Map.copyOf(tensors);
  }

  /**
   * Differences of every output that both have in the same shape, by name.
   *
   * @param baseline the other side
   */
  List<TensorSums> tensorsAgainst(FrameSide baseline) {
    List<TensorSums> sums = new ArrayList<>();
    for (String name : new TreeSet<>(tensors.keySet())) {
      Tensor ours = tensors.get(name);
      if (name.equals(LABELS) || !baseline.tensors.containsKey(name)) {
        continue;
      }
      Tensor theirs = baseline.tensors.get(name);
      if (ours.shape().equals(theirs.shape())) {
        sums.add(sums(name, TensorDiff.empty().add(theirs.asBuffer(), ours.asBuffer())));
      }
    }
    return sums;
  }

  private static TensorSums sums(String name, TensorDiff diff) {
    return new TensorSums(
        name,
        TensorSums.WHOLE,
        diff.elements(),
        diff.largestFinite(),
        diff.worstIndex(),
        diff.sumAbs(),
        diff.sumSquaredDiff(),
        diff.dot(),
        diff.squaredCandidate(),
        diff.squaredReference(),
        diff.nonFinite());
  }

  /** How the boxes differ from the baseline's. */
  BoxCounts boxesAgainst(FrameSide baseline, BoxDiffThresholds limits) {
    BoxDiff diff = BoxDiff.between(baseline.boxes, boxes, limits);
    return new BoxCounts(
        Math.toIntExact(diff.kept()),
        Math.toIntExact(diff.lost()),
        Math.toIntExact(diff.gained()),
        Math.toIntExact(diff.moved()),
        Math.toIntExact(diff.reranked()),
        Math.toIntExact(diff.flipped()));
  }
}
