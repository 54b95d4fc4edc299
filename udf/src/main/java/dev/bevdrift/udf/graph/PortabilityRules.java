package dev.bevdrift.udf.graph;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.bevdrift.udf.finding.Finding;
import dev.bevdrift.udf.finding.Finding.Severity;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What another runtime or a chip's compiler may not take: opsets, operators, inputs, size. */
final class PortabilityRules implements GraphLint.Rule {
  private static final long MIB = 1 << 20;

  @Override
  public void look(Subject subject, List<Finding> to) {
    OnnxGraph graph = subject.graph();
    foreignOperators(subject, to);
    long opset = graph.opsets().getOrDefault("", 0L);
    if (subject.opset() != 0 && subject.opset() != opset) {
      to.add(
          subject.finding(
              "opset-differs",
              Severity.WARNING,
              "",
              "the graph is of opset " + opset + ", ladder.yaml says " + subject.opset(),
              "the manifest describes another graph",
              ""));
    }
    long asInputs =
        graph.initializers().stream().filter(t -> graph.inputs().contains(t.getName())).count();
    if (asInputs > 0) {
      to.add(
          subject.finding(
              "initializers-as-inputs",
              Severity.NOTE,
              "",
              asInputs + " of " + graph.initializers().size() + " weights are inputs too",
              "a runtime may neither fold nor share them: speed and size, not values",
              "X1-initializers-as-inputs"));
    }
    to.add(
        subject.finding(
            "size",
            Severity.NOTE,
            "",
            graph.nodes().size()
                + " nodes of "
                + operators(graph).size()
                + " operators, opset "
                + opset
                + ", "
                + weightBytes(graph) / MIB
                + " MiB of constants",
            "",
            ""));
  }

  private static void foreignOperators(Subject subject, List<Finding> to) {
    Map<String, Integer> foreign = new TreeMap<>();
    for (NodeProto node : subject.graph().nodes()) {
      if (!node.getDomain().isEmpty() && !node.getDomain().equals("ai.onnx")) {
        foreign.merge(node.getDomain() + ":" + node.getOpType(), 1, Integer::sum);
      }
    }
    if (!foreign.isEmpty()) {
      to.add(
          subject.finding(
              "foreign-operators",
              Severity.WARNING,
              "",
              foreign + " are not of ONNX's own operators",
              "only a runtime that brings them can load the graph",
              ""));
    }
  }

  private static Map<String, Integer> operators(OnnxGraph graph) {
    Map<String, Integer> counts = new TreeMap<>();
    graph.nodes().forEach(node -> counts.merge(node.getOpType(), 1, Integer::sum));
    return counts;
  }

  private static long weightBytes(OnnxGraph graph) {
    long bytes = 0;
    for (TensorProto tensor : graph.constants().values()) {
      bytes += Constants.elements(tensor) * bytesPerElement(tensor.getDataType());
    }
    return bytes;
  }

  private static int bytesPerElement(int type) {
    return switch (type) {
      case TensorProto.DataType.DOUBLE_VALUE,
          TensorProto.DataType.INT64_VALUE,
          TensorProto.DataType.UINT64_VALUE ->
          8;
      case TensorProto.DataType.FLOAT_VALUE,
          TensorProto.DataType.INT32_VALUE,
          TensorProto.DataType.UINT32_VALUE ->
          4;
      case TensorProto.DataType.FLOAT16_VALUE,
          TensorProto.DataType.BFLOAT16_VALUE,
          TensorProto.DataType.INT16_VALUE ->
          2;
      default -> 1;
    };
  }
}
