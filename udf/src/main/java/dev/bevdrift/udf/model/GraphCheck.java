package dev.bevdrift.udf.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.ladder.GraphParts;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Role;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares a graph's own inputs and outputs with what the manifest says about them. */
final class GraphCheck {
  /** What is the same for every rung and every run of a frame, so that a prefix may take it. */
  private static final Set<Role> OF_THE_FRAME = Set.of(Role.IMG, Role.LIDAR2IMG, Role.IMG_SHAPE);

  private final Path graph;
  private final GraphRung rung;
  private final TensorShapes shapes;

  private GraphCheck(Path graph, GraphRung rung, TensorShapes shapes) {
    this.graph = graph;
    this.rung = rung;
    this.shapes = shapes;
  }

  private interface Body {
    void run(Map<String, NodeInfo> inputs, Map<String, NodeInfo> outputs);
  }

  /**
   * Checks a whole graph.
   *
   * @throws InputException naming the graph and the first input or output that does not agree
   */
  static void whole(Path graph, GraphRung rung, TensorShapes shapes, OrtSession session) {
    GraphCheck check = new GraphCheck(graph, rung, shapes);
    check.with(
        session,
        (inputs, outputs) -> {
          inputs.keySet().forEach(name -> check.known(name, List.of()));
          rung.inputs().forEach((name, role) -> check.tensor("input", name, role, inputs));
          rung.outputsMap().forEach((name, role) -> check.tensor("output", name, role, outputs));
        });
  }

  /**
   * Checks a graph's second part, which may read fewer inputs than the whole.
   *
   * @throws InputException as {@link #whole}
   */
  static void head(Path graph, GraphRung rung, TensorShapes shapes, OrtSession session) {
    GraphCheck check = new GraphCheck(graph, rung, shapes);
    List<String> values = rung.parts().values();
    check.with(
        session,
        (inputs, outputs) -> {
          for (String name : inputs.keySet()) {
            check.known(name, values);
            if (!values.contains(name)) {
              check.tensor("input", name, rung.inputs().get(name), inputs);
            }
          }
          rung.outputsMap().forEach((name, role) -> check.tensor("output", name, role, outputs));
        });
  }

  /**
   * Checks a graph's first part, which rungs share: it may take only what no rung changes.
   *
   * @throws InputException as {@link #whole}
   */
  static void prefix(Path graph, GraphRung rung, TensorShapes shapes, OrtSession session) {
    GraphCheck check = new GraphCheck(graph, rung, shapes);
    GraphParts parts = rung.parts();
    check.with(
        session,
        (inputs, outputs) -> {
          for (String name : inputs.keySet()) {
            check.known(name, List.of());
            Role role = rung.inputs().get(name);
            if (!OF_THE_FRAME.contains(role)) {
              throw check.fault(
                  "it is a prefix and takes " + role.key(), "what is the same for every rung");
            }
            check.tensor("input", name, role, inputs);
          }
          for (String value : parts.values()) {
            if (!outputs.containsKey(value)) {
              throw check.fault(
                  "it has no output '" + value + "', which the manifest names among its values",
                  "one of " + String.join(", ", outputs.keySet()));
            }
          }
        });
  }

  private void with(OrtSession session, Body body) {
    try {
      body.run(session.getInputInfo(), session.getOutputInfo());
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

  private void known(String name, List<String> values) {
    if (!rung.inputs().containsKey(name) && !values.contains(name)) {
      throw fault(
          "it needs the input '" + name + "', which the manifest does not name",
          "inputs of rung " + rung.id() + ": " + String.join(", ", rung.inputs().keySet()));
    }
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
