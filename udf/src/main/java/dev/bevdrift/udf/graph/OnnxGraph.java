package dev.bevdrift.udf.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedInputStream;
import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The main graph of a model, indexed by value. Subgraphs of {@code If} and {@code Loop} are not
 * entered. Immutable.
 */
public final class OnnxGraph {
  /** A graph that is larger without its weights is not one of a ladder. */
  static final int MAX_BYTES = 1 << 30;

  private final Path file;
  private final ModelProto model;
  private final Map<String, Integer> producer = new HashMap<>();
  private final Map<String, List<Integer>> consumers = new HashMap<>();
  private final Map<String, TensorProto> constants = new LinkedHashMap<>();

  private OnnxGraph(Path file, ModelProto model) {
    this.file = file;
    this.model = model;
    GraphProto graph = model.getGraph();
    for (TensorProto tensor : graph.getInitializerList()) {
      constants.put(tensor.getName(), tensor);
    }
    for (int n = 0; n < graph.getNodeCount(); n++) {
      NodeProto node = graph.getNode(n);
      for (String output : node.getOutputList()) {
        producer.put(output, n);
      }
      for (String input : node.getInputList()) {
        consumers.computeIfAbsent(input, name -> new ArrayList<>()).add(n);
      }
      if (node.getOpType().equals("Constant")) {
        Attributes.tensor(node, "value").ifPresent(t -> constants.put(node.getOutput(0), t));
      }
    }
  }

  /**
   * Parses a file with protobuf's own limits on depth, and {@value #MAX_BYTES} bytes.
   *
   * @throws InputException when it is no ONNX model
   */
  public static OnnxGraph read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      CodedInputStream coded = CodedInputStream.newInstance(in);
      coded.setSizeLimit(MAX_BYTES);
      return new OnnxGraph(file, ModelProto.parseFrom(coded));
    } catch (IOException e) {
      throw new InputException(
          "Cannot read " + file + ": " + e.getMessage() + ", expected an ONNX model", e);
    }
  }

  public Path file() {
    return file;
  }

  List<NodeProto> nodes() {
    return model.getGraph().getNodeList();
  }

  /** Version by operator domain; the standard domain is "". */
  Map<String, Long> opsets() {
    Map<String, Long> versions = new LinkedHashMap<>();
    for (OperatorSetIdProto opset : model.getOpsetImportList()) {
      String domain = opset.getDomain().equals("ai.onnx") ? "" : opset.getDomain();
      versions.put(domain, opset.getVersion());
    }
    return versions;
  }

  List<String> inputs() {
    return model.getGraph().getInputList().stream().map(ValueInfoProto::getName).toList();
  }

  List<String> outputs() {
    return model.getGraph().getOutputList().stream().map(ValueInfoProto::getName).toList();
  }

  /** Element type of a graph input, as TensorProto.DataType has it. */
  int inputType(String name) {
    return model.getGraph().getInputList().stream()
        .filter(input -> input.getName().equals(name))
        .findFirst()
        .map(input -> input.getType().getTensorType().getElemType())
        .orElse(TensorProto.DataType.UNDEFINED_VALUE);
  }

  List<TensorProto> initializers() {
    return model.getGraph().getInitializerList();
  }

  /** Initializers and the values of Constant nodes, by name. */
  Map<String, TensorProto> constants() {
    return constants;
  }

  Optional<TensorProto> constant(String value) {
    return Optional.ofNullable(constants.get(value));
  }

  Optional<NodeProto> producer(String value) {
    return Optional.ofNullable(producer.get(value)).map(nodes()::get);
  }

  List<NodeProto> consumers(String value) {
    return consumers.getOrDefault(value, List.of()).stream().map(nodes()::get).toList();
  }

  /**
   * The file of this graph with more outputs, whose types the runtime finds out.
   *
   * @param values outputs of nodes of this graph
   * @throws InputException when no node makes one of them
   */
  public byte[] showing(List<String> values) {
    ModelProto.Builder shown = model.toBuilder();
    for (String value : values) {
      if (producer(value).isEmpty()) {
        throw new InputException(
            "Cannot show '" + value + "' of " + file + ": no node makes it, expected one");
      }
      if (!outputs().contains(value)) {
        shown.getGraphBuilder().addOutput(ValueInfoProto.newBuilder().setName(value));
      }
    }
    return shown.build().toByteArray();
  }

  /** What messages call a node: its name, else its operator and first output. */
  static String label(NodeProto node) {
    String name = node.getName().isEmpty() ? "makes " + node.getOutput(0) : node.getName();
    return node.getOpType() + " " + name;
  }
}
