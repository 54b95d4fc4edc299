package dev.bevdrift.udf.graph;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.bevdrift.udf.finding.Finding;
import dev.bevdrift.udf.finding.Finding.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Constants that have the form of one frame's values.
 *
 * <p>Two forms are unmistakable. A vehicle's signal vector has 18 numbers of which [3:7] are the
 * same one (the original writes the quaternion's w there four times). The cells that a camera sees
 * are distinct cell numbers with gaps, used as indices: a graph that looks at all cells, or works
 * them out, has none.
 */
final class FrozenConstants implements GraphLint.Rule {
  private static final int SIGNALS = 18;
  private static final int W_FROM = 3;
  private static final int W_TO = 7;
  private static final Set<String> TAKES_INDICES =
      Set.of("Gather", "GatherElements", "GatherND", "ScatterElements", "ScatterND");
  private static final int FORWARD_STEPS = 6;

  /** Fewer indices than these may be anything. */
  private static final int LEAST_CELLS = 8;

  @Override
  public void look(Subject subject, List<Finding> to) {
    List<String> visible = new ArrayList<>();
    for (Map.Entry<String, TensorProto> constant : subject.graph().constants().entrySet()) {
      if (Constants.elements(constant.getValue()) == SIGNALS) {
        signals(subject, constant.getKey(), constant.getValue(), to);
      } else if (cells(subject, constant.getKey(), constant.getValue())) {
        visible.add(constant.getKey());
      }
    }
    if (!visible.isEmpty()) {
      String first = visible.get(0);
      to.add(
          subject.finding(
              "constant-visibility",
              Severity.ERROR,
              first,
              (visible.size() == 1 ? "a constant" : visible.size() + " constants, the first")
                  + " of "
                  + Constants.elements(subject.graph().constants().get(first))
                  + " BEV cells, used as indices",
              "the cells that each camera sees are those of one frame",
              "O2-bake-visibility"));
    }
  }

  private static void signals(Subject subject, String name, TensorProto tensor, List<Finding> to) {
    Optional<double[]> values = subject.constants().reals(tensor);
    if (values.isEmpty()) {
      return;
    }
    double w = values.get()[W_FROM];
    for (int i = W_FROM; i < W_TO; i++) {
      if (values.get()[i] != w) {
        return;
      }
    }
    if (w != 0 && Math.abs(w) <= 1) {
      to.add(
          subject.finding(
              "constant-signals",
              Severity.ERROR,
              name,
              "a constant of 18 numbers with " + (float) w + " four times at [3:7]",
              "every frame is evaluated with the ego signals of one",
              "R03a-bake-can-bus"));
    }
  }

  /** Whether a constant lists cells, row by row along its last axis, and is used as indices. */
  private static boolean cells(Subject subject, String name, TensorProto tensor) {
    int rank = tensor.getDimsCount();
    int row = rank == 0 ? 1 : (int) Math.min(tensor.getDims(rank - 1), Integer.MAX_VALUE);
    if (row < LEAST_CELLS || row >= subject.cells()) {
      return false;
    }
    Optional<long[]> found = subject.constants().wholes(tensor);
    if (found.isEmpty() || !indexes(subject.graph(), name, FORWARD_STEPS)) {
      return false;
    }
    long[] values = found.get();
    boolean gaps = false;
    for (int from = 0; from < values.length; from += row) {
      Set<Long> distinct = new HashSet<>();
      for (int k = from; k < from + row; k++) {
        if (values[k] < 0 || values[k] >= subject.cells() || !distinct.add(values[k])) {
          return false;
        }
        gaps |= k > from && values[k] - values[k - 1] != values[from + 1] - values[from];
      }
    }
    return gaps;
  }

  /** Whether a value, maybe reshaped first, is some node's indices. */
  private static boolean indexes(OnnxGraph graph, String value, int steps) {
    for (NodeProto node : graph.consumers(value)) {
      boolean asIndices = node.getInputCount() > 1 && node.getInput(1).equals(value);
      if (TAKES_INDICES.contains(node.getOpType()) && asIndices) {
        return true;
      }
      if (steps > 0 && indexes(graph, node.getOutput(0), steps - 1)) {
        return true;
      }
    }
    return false;
  }
}
