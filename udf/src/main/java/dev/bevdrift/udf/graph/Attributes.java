package dev.bevdrift.udf.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Optional;

/** Attributes of a node by name. */
final class Attributes {
  private Attributes() {}

  static Optional<TensorProto> tensor(NodeProto node, String name) {
    return find(node, name).map(AttributeProto::getT);
  }

  static Optional<Long> whole(NodeProto node, String name) {
    return find(node, name).map(AttributeProto::getI);
  }

  static Optional<String> text(NodeProto node, String name) {
    return find(node, name).map(attribute -> attribute.getS().toStringUtf8());
  }

  private static Optional<AttributeProto> find(NodeProto node, String name) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals(name))
        .findFirst();
  }
}
