package dev.bevdrift.udf.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.bevdrift.udf.finding.Finding;
import dev.bevdrift.udf.ladder.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds a graph of a few nodes and shows it to a rule, for a model of 100 BEV cells. */
final class SmallGraph {
  private static final int CELLS = 100;

  private final Path file;
  private int manifestOpset;
  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final Map<String, Role> inputs = new LinkedHashMap<>();
  private final ModelProto.Builder model = ModelProto.newBuilder();

  private SmallGraph(Path folder, long opset) {
    file = folder.resolve("graph.onnx");
    manifestOpset = (int) opset;
    model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset));
  }

  static SmallGraph in(Path folder, long opset) {
    return new SmallGraph(folder, opset);
  }

  /** What the manifest says of the opset. */
  SmallGraph manifestOpset(int opset) {
    manifestOpset = opset;
    return this;
  }

  /** A float input that the manifest gives a role. */
  SmallGraph input(String name, Role role) {
    inputs.put(name, role);
    graph.addInput(value(name, TensorProto.DataType.FLOAT_VALUE));
    return this;
  }

  /** An input that no role is given to. */
  SmallGraph bareInput(String name) {
    graph.addInput(value(name, TensorProto.DataType.FLOAT_VALUE));
    return this;
  }

  private static ValueInfoProto value(String name, int type) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(type)))
        .build();
  }

  SmallGraph output(String name) {
    graph.addOutput(value(name, TensorProto.DataType.FLOAT_VALUE));
    return this;
  }

  SmallGraph node(String op, List<String> takes, String gives, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(op)
            .addAllInput(takes)
            .addOutput(gives)
            .addAllAttribute(List.of(attributes)));
    return this;
  }

  static AttributeProto whole(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setI(value).build();
  }

  SmallGraph wholes(String name, List<Long> dims, long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .addAllDims(dims)
            .setDataType(TensorProto.DataType.INT64_VALUE);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    graph.addInitializer(tensor);
    return this;
  }

  SmallGraph reals(String name, float... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .addDims(values.length)
            .setDataType(TensorProto.DataType.FLOAT_VALUE);
    for (float value : values) {
      tensor.addFloatData(value);
    }
    graph.addInitializer(tensor);
    return this;
  }

  List<Finding> seenBy(GraphLint.Rule rule) {
    try {
      Files.write(file, model.setGraph(graph).build().toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Finding> findings = new ArrayList<>();
    rule.look(Subject.of("small", manifestOpset, inputs, OnnxGraph.read(file), CELLS), findings);
    return findings;
  }
}
