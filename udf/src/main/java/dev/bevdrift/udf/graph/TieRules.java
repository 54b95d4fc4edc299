package dev.bevdrift.udf.graph;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.bevdrift.udf.finding.Finding;
import dev.bevdrift.udf.finding.Finding.Severity;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Results that hang on an order which ONNX or a runtime may choose. */
final class TieRules implements GraphLint.Rule {
  @Override
  public void look(Subject subject, List<Finding> to) {
    for (NodeProto node : subject.graph().nodes()) {
      topK(subject, node, to);
      scatter(subject, node, to);
    }
  }

  private static void topK(Subject subject, NodeProto node, List<Finding> to) {
    if (!node.getOpType().equals("TopK")) {
      return;
    }
    Optional<NodeProto> cast =
        subject.graph().producer(node.getInput(0)).filter(p -> p.getOpType().equals("Cast"));
    if (cast.isPresent() && subject.types().of(cast.get().getInput(0)) == DataType.BOOL_VALUE) {
      to.add(
          subject.finding(
              "topk-ties",
              Severity.NOTE,
              OnnxGraph.label(node),
              "ranks truth values, nearly all of which are equal",
              "ONNX Runtime takes the lower index first; a runtime that does not picks other cells,"
                  + " which is harmless only while all that are true fit in",
              ""));
    }
  }

  private static void scatter(Subject subject, NodeProto node, List<Finding> to) {
    boolean elements = node.getOpType().equals("ScatterElements");
    if (!elements && !node.getOpType().equals("ScatterND")) {
      return;
    }
    boolean adds = !Attributes.text(node, "reduction").orElse("none").equals("none");
    Optional<TensorProto> constant = subject.graph().constant(node.getInput(1));
    Optional<long[]> indices = constant.flatMap(subject.constants()::wholes);
    if (adds || elements || indices.isEmpty() || indices.get().length == 0) {
      return;
    }
    int width = (int) constant.get().getDims(constant.get().getDimsCount() - 1);
    long all = indices.get().length / width;
    long distinct = distinctRows(indices.get(), width);
    if (distinct < all) {
      to.add(
          subject.finding(
              "duplicate-scatter",
              Severity.WARNING,
              OnnxGraph.label(node),
              (all - distinct)
                  + " of "
                  + all
                  + " constant indices occur twice, without a reduction",
              "which update wins is undefined: results differ between runtimes and runs",
              "O1b-count-masked-assign, O1c-inverse-sigmoid-masked-assign"));
    }
  }

  private static long distinctRows(long[] values, int width) {
    return IntStream.range(0, values.length / width)
        .mapToObj(row -> Arrays.stream(values, row * width, (row + 1) * width).boxed().toList())
        .distinct()
        .count();
  }
}
