package dev.bevdrift.jobs.doctor;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.function.Predicate;

/** Faults inside a graph of the sample's ladder, as rewrites of exporters have had them. */
enum GraphFault {
  /** Queries attend to cameras whose pictures they fall outside of. */
  DROPPED_MASK("faithful", "pts_bbox_head.transformer.encoder.layers.0.norms.1") {
    @Override
    void edit(GraphProto.Builder graph) {
      NodeProto.Builder last = node(graph, "/encoder/And_3");
      last.setInput(0, "/encoder/Greater_output_0").setInput(1, "/encoder/Greater_output_0");
    }
  },
  /** The last branches read the layer before the last. */
  DECODER_LAYER_OFF_BY_ONE("faithful", "pts_bbox_head.reg_branches.2") {
    @Override
    void edit(GraphProto.Builder graph) {
      redirect(
          graph,
          "/pts_bbox_head/decoder/layers.2/norms.2/LayerNormalization_output_0",
          "/pts_bbox_head/decoder/layers.1/norms.2/LayerNormalization_output_0",
          node -> node.getName().contains("reg_branches.2") || head(node));
    }

    private boolean head(NodeProto node) {
      return !node.getName().contains("decoder/layers");
    }
  },
  /**
   * Neutral on paper, but its middle does not fit in a half-precision float. The casts make it one
   * on the CPU too, where the runtime computes half precision in float32.
   */
  HALF_PRECISION_OVERFLOW("fp16", "img_neck.0") {
    @Override
    void edit(GraphProto.Builder graph) {
      String value = "/img_neck/fpn_convs.0/conv/Conv_output_0";
      int at = place(graph, "/img_neck/fpn_convs.0/conv/Conv");
      graph.getNodeBuilder(at).setOutput(0, value + "_as_is");
      graph.addNode(at + 1, cast(TensorProto.DataType.FLOAT, value + "_as_is", value + "_wide"));
      graph.addNode(at + 2, operation("Mul", value + "_wide", value + "_large"));
      graph.addNode(at + 3, cast(TensorProto.DataType.FLOAT16, value + "_large", value + "_half"));
      graph.addNode(at + 4, cast(TensorProto.DataType.FLOAT, value + "_half", value + "_again"));
      graph.addNode(at + 5, operation("Div", value + "_again", value + "_small"));
      graph.addNode(at + 6, cast(TensorProto.DataType.FLOAT16, value + "_small", value));
      graph.addNode(0, factor());
    }
  },
  /** A convolution's activation is gone. */
  DROPPED_ACTIVATION("faithful", "img_backbone.layer1") {
    @Override
    void edit(GraphProto.Builder graph) {
      NodeProto.Builder relu = node(graph, "/img_backbone/layer1/layer1.1/Relu_1");
      relu.setOpType("Identity");
    }
  };

  private static final String FACTOR = "injected_factor";

  private static final float LARGE = 60_000;

  private final String of;
  private final String firstTap;

  GraphFault(String of, String firstTap) {
    this.of = of;
    this.firstTap = firstTap;
  }

  /** Makes it. */
  abstract void edit(GraphProto.Builder graph);

  /** The rung whose graph it is made in. */
  String rung() {
    return of;
  }

  /** The first value that it reaches. */
  String firstTap() {
    return firstTap;
  }

  /** The graph with the fault. */
  ModelProto in(ModelProto model) {
    ModelProto.Builder changed = model.toBuilder();
    edit(changed.getGraphBuilder());
    return changed.build();
  }

  private static int place(GraphProto.Builder graph, String name) {
    for (int i = 0; i < graph.getNodeCount(); i++) {
      if (graph.getNode(i).getName().equals(name)) {
        return i;
      }
    }
    throw new AssertionError(name);
  }

  private static NodeProto.Builder node(GraphProto.Builder graph, String name) {
    return graph.getNodeBuilder(place(graph, name));
  }

  private static void redirect(
      GraphProto.Builder graph, String from, String to, Predicate<NodeProto> where) {
    int changed = 0;
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      for (int i = 0; i < node.getInputCount(); i++) {
        if (node.getInput(i).equals(from) && where.test(node.build())) {
          node.setInput(i, to);
          changed++;
        }
      }
    }
    if (changed == 0) {
      throw new AssertionError("nothing reads " + from);
    }
  }

  private static NodeProto operation(String type, String in, String out) {
    return NodeProto.newBuilder()
        .setOpType(type)
        .setName("injected " + type)
        .addInput(in)
        .addInput(FACTOR)
        .addOutput(out)
        .build();
  }

  private static NodeProto cast(TensorProto.DataType to, String in, String out) {
    return NodeProto.newBuilder()
        .setOpType("Cast")
        .setName("injected Cast of " + in)
        .addInput(in)
        .addOutput(out)
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("to")
                .setType(AttributeProto.AttributeType.INT)
                .setI(to.getNumber()))
        .build();
  }

  private static NodeProto factor() {
    TensorProto value =
        TensorProto.newBuilder()
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .addFloatData(LARGE)
            .build();
    return NodeProto.newBuilder()
        .setOpType("Constant")
        .setName(FACTOR)
        .addOutput(FACTOR)
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("value")
                .setType(AttributeProto.AttributeType.TENSOR)
                .setT(value))
        .build();
  }
}
