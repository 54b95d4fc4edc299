package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.table.TensorSums;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.diff.BoxComparison;
import dev.bevdrift.metrics.diff.BoxDiffThresholds;
import dev.bevdrift.metrics.diff.TensorDiff;
import dev.bevdrift.metrics.diff.Tolerance;
import dev.bevdrift.udf.infer.Tensor;
import java.nio.FloatBuffer;
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

  /** Outputs of every decoder layer: {@code [layers, 1, queries, values]}. */
  private static final String LAYERED = "all_";

  private static final int LAYERED_RANK = 4;

  FrameSide {
    tensors = Map.copyOf(tensors);
  }

  /**
   * Differences of every output that both have in the same shape, by name; of an output with a
   * decoder layer in front, layer by layer too.
   *
   * @param baseline the other side
   * @param sketches out: the sizes of the differences are counted there
   */
  List<TensorSums> tensorsAgainst(FrameSide baseline, DiffSketches sketches) {
    List<TensorSums> sums = new ArrayList<>();
    for (String name : new TreeSet<>(tensors.keySet())) {
      Tensor ours = tensors.get(name);
      if (name.equals(LABELS) || !baseline.tensors.containsKey(name)) {
        continue;
      }
      Tensor theirs = baseline.tensors.get(name);
      if (ours.shape().equals(theirs.shape())) {
        sums.addAll(sums(name, theirs, ours, sketches));
      }
    }
    return sums;
  }

  /** The whole tensor first, then its layers, whose sums in this order make the whole's. */
  private static List<TensorSums> sums(
      String name, Tensor baseline, Tensor rung, DiffSketches sketches) {
    int layers = layers(name, rung);
    int size = rung.size() / layers;
    TensorDiff whole = TensorDiff.empty();
    List<TensorSums> sums = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      TensorDiff diff =
          TensorDiff.empty()
              .add(
                  part(baseline, layer * size, size),
                  part(rung, layer * size, size),
                  Tolerance.DEFAULT,
                  sketches.sizes(name, layers == 1 ? TensorSums.WHOLE : layer));
      whole.merge(diff);
      if (layers > 1) {
        sums.add(sums(name, layer, diff, (long) layer * size, rung.shape()));
      }
    }
    sums.add(0, sums(name, TensorSums.WHOLE, whole, 0, rung.shape()));
    return sums;
  }

  private static int layers(String name, Tensor tensor) {
    boolean layered = name.startsWith(LAYERED) && tensor.shape().size() == LAYERED_RANK;
    return layered ? Math.max(1, Math.toIntExact(tensor.shape().get(0))) : 1;
  }

  private static FloatBuffer part(Tensor tensor, int from, int size) {
    return tensor.asBuffer().position(from).limit(from + size);
  }

  private static TensorSums sums(
      String name, int layer, TensorDiff diff, long offset, List<Long> shape) {
    return new TensorSums(
        name,
        layer,
        diff.elements(),
        diff.largestFinite(),
        diff.worstIndex(),
        diff.sumAbs(),
        diff.sumSquaredDiff(),
        diff.dot(),
        diff.squaredCandidate(),
        diff.squaredReference(),
        diff.nonFinite(),
        diff.nan(),
        diff.beyond(),
        diff.worstIndex() < 0 ? List.of() : element(offset + diff.worstIndex(), shape));
  }

  /** A place in C order as an index of each dimension. */
  private static List<Integer> element(long index, List<Long> shape) {
    Integer[] element = new Integer[shape.size()];
    long left = index;
    for (int d = element.length - 1; d >= 0; d--) {
      element[d] = (int) (left % shape.get(d));
      left /= shape.get(d);
    }
    return List.of(element);
  }

  /** The boxes beside the baseline's. */
  BoxComparison boxesAgainst(FrameSide baseline, BoxDiffThresholds limits) {
    return BoxComparison.of(baseline.boxes, boxes, limits);
  }
}
