package dev.bevdrift.udf.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Role;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Compares a graph's own inputs and outputs with what the manifest says about them. */
final class GraphCheck {
  private final Path graph;
  private final GraphRung rung;
  private final TensorShapes shapes;

  private GraphCheck(Path graph, GraphRung rung, TensorShapes shapes) {
    this.graph = graph;
    this.rung = rung;
    this.shapes = shapes;
  }

  /**
   * @throws InputException naming the graph and the first input or output that does not agree
   */
  static void check(Path graph, GraphRung rung, TensorShapes shapes, OrtSession session) {
    GraphCheck check = new GraphCheck(graph, rung, shapes);
    try {
      check.inputs(session.getInputInfo());
      check.outputs(session.getOutputInfo());
    } catch (OrtException e) {
      throw new InputException(
          "Cannot read the inputs of "
              + graph
              + ": "
              + OrtSessions.oneLine(e)
              + ", expected an open session",
          e);
    }
  }

  private void inputs(Map<String, NodeInfo> graphInputs) {
    for (String name : graphInputs.keySet()) {
      if (!rung.inputs().containsKey(name)) {
        throw fault(
            "it needs the input '" + name + "', which the manifest does not name",
            "inputs of rung " + rung.id() + ": " + String.join(", ", rung.inputs().keySet()));
      }
    }
    rung.inputs().forEach((name, role) -> tensor("input", name, role, graphInputs));
  }

  private void outputs(Map<String, NodeInfo> graphOutputs) {
    rung.outputsMap().forEach((name, role) -> tensor("output", name, role, graphOutputs));
  }

  private void tensor(String kind, String name, Role role, Map<String, NodeInfo> infos) {
    NodeInfo info = infos.get(name);
    if (info == null) {
      throw fault(
          "it has no " + kind + " '" + name + "', which the manifest names for " + role.key(),
          "one of " + String.join(", ", infos.keySet()));
    }
    if (!(info.getInfo() instanceof TensorInfo tensor)) {
      throw fault("its " + kind + " '" + name + "' is no tensor", "a tensor");
    }
    OnnxJavaType type = role == Role.LABELS ? OnnxJavaType.INT64 : OnnxJavaType.FLOAT;
    if (tensor.type != type) {
      throw fault("its " + kind + " '" + name + "' holds " + tensor.type, type.toString());
    }
    if (!shapes.fits(role, tensor.getShape())) {
      throw fault(
          "its " + kind + " '" + name + "' has the shape " + Arrays.toString(tensor.getShape()),
          Arrays.toString(shapes.of(role)) + " for " + role.key());
    }
  }

  private InputException fault(String fact, String expected) {
    return new InputException("Cannot use " + graph + ": " + fact + ", expected " + expected);
  }
}
