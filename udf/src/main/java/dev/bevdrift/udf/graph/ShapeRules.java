package dev.bevdrift.udf.graph;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.bevdrift.udf.finding.Finding;
import dev.bevdrift.udf.finding.Finding.Severity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Shapes that depend on a frame's data, and operators that stumble over them. */
final class ShapeRules implements GraphLint.Rule {
  private static final Set<String> DATA_DEPENDENT =
      Set.of("NonZero", "Compress", "Unique", "NonMaxSuppression", "Loop", "If");

  @Override
  public void look(Subject subject, List<Finding> to) {
    Set<String> depending = new HashSet<>();
    List<NodeProto> sources =
        subject.graph().nodes().stream().filter(node -> dataDependent(subject, node)).toList();
    for (NodeProto source : sources) {
      source
          .getOutputList()
          .forEach(out -> depending.addAll(FrozenInputs.reachedFrom(subject.graph(), out)));
    }
    if (!sources.isEmpty()) {
      to.add(
          subject.finding(
              "data-dependent-shape",
              Severity.WARNING,
              OnnxGraph.label(sources.get(0)),
              (sources.size() == 1 ? "" : "and " + (sources.size() - 1) + " more: ")
                  + "how much comes out depends on the frame's values",
              "another frame may fail in a later operator, and compilers for chips refuse it",
              "O2-bake-visibility was made to get round it"));
    }
    for (NodeProto node : subject.graph().nodes()) {
      expand(subject, node, depending, to);
      clip(subject, node, to);
    }
  }

  private static boolean dataDependent(Subject subject, NodeProto node) {
    boolean computedCount =
        node.getOpType().equals("TopK")
            && node.getInputCount() > 1
            && subject.graph().constant(node.getInput(1)).isEmpty();
    return computedCount || DATA_DEPENDENT.contains(node.getOpType());
  }

  private static void expand(
      Subject subject, NodeProto node, Set<String> depending, List<Finding> to) {
    if (node.getOpType().equals("Expand")
        && depending.contains(node.getInput(0))
        && subject.graph().constant(node.getInput(1)).isPresent()) {
      to.add(
          subject.finding(
              "fragile-expand",
              Severity.WARNING,
              OnnxGraph.label(node),
              "a constant target shape on a value whose shape depends on the frame",
              "\"invalid expand shape\" on any frame whose counts differ from the traced one's",
              "O2-bake-visibility was made to get round it"));
    }
  }

  private static void clip(Subject subject, NodeProto node, List<Finding> to) {
    int type = subject.types().of(node.getInputCount() == 0 ? "" : node.getInput(0));
    boolean whole = type == DataType.INT64_VALUE || type == DataType.INT32_VALUE;
    if (node.getOpType().equals("Clip") && whole && subject.graph().opsets().get("") < 12) {
      to.add(
          subject.finding(
              "integer-clip",
              Severity.WARNING,
              OnnxGraph.label(node),
              "Clip of whole numbers at opset " + subject.graph().opsets().get(""),
              "Clip takes floats only before opset 12: runtimes refuse the graph",
              "O1a-chunk-to-split and O1b-count-masked-assign were made to get round it"));
    }
  }
}
