package dev.bevdrift.udf.graph;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Element types of values, as far as operators tell: recorded shapes and types are usually stripped
 * from exported graphs.
 *
 * <p>Most operators give the type of their first input; the exceptions are listed here. A type that
 * nothing tells is UNDEFINED.
 */
final class ElementTypes {
  private static final Set<String> WHOLE =
      Set.of("Shape", "Size", "NonZero", "ArgMax", "ArgMin", "NonMaxSuppression");
  private static final Set<String> TRUTH =
      Set.of(
          "Equal",
          "Greater",
          "GreaterOrEqual",
          "Less",
          "LessOrEqual",
          "And",
          "Or",
          "Xor",
          "Not",
          "IsNaN",
          "IsInf");

  private final Map<String, Integer> types = new HashMap<>();

  private ElementTypes() {}

  static ElementTypes of(OnnxGraph graph) {
    ElementTypes result = new ElementTypes();
    graph.inputs().forEach(name -> result.types.put(name, graph.inputType(name)));
    graph.constants().forEach((name, tensor) -> result.types.put(name, tensor.getDataType()));
    for (NodeProto node : graph.nodes()) {
      for (int i = 0; i < node.getOutputCount(); i++) {
        result.types.putIfAbsent(node.getOutput(i), result.type(node, i));
      }
    }
    return result;
  }

  private int type(NodeProto node, int output) {
    String op = node.getOpType();
    if (WHOLE.contains(op) || (op.equals("TopK") && output == 1)) {
      return DataType.INT64_VALUE;
    }
    if (TRUTH.contains(op)) {
      return DataType.BOOL_VALUE;
    }
    if (op.equals("Cast")) {
      return Attributes.whole(node, "to").orElse(0L).intValue();
    }
    if (op.equals("ConstantOfShape")) {
      return Attributes.tensor(node, "value")
          .map(t -> t.getDataType())
          .orElse(DataType.FLOAT_VALUE);
    }
    int from = op.equals("Where") ? 1 : 0;
    return node.getInputCount() > from ? of(node.getInput(from)) : DataType.UNDEFINED_VALUE;
  }

  /** As TensorProto.DataType has it. */
  int of(String value) {
    return types.getOrDefault(value, DataType.UNDEFINED_VALUE);
  }
}
