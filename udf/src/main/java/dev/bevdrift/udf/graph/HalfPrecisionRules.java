package dev.bevdrift.udf.graph;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.bevdrift.udf.finding.Finding;
import dev.bevdrift.udf.finding.Finding.Severity;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Numbers that a half-precision float cannot hold. */
final class HalfPrecisionRules implements GraphLint.Rule {
  /** The largest finite float16. */
  static final double HALF_MAX = 65504;

  @Override
  public void look(Subject subject, List<Finding> to) {
    for (Map.Entry<String, TensorProto> constant : subject.graph().constants().entrySet()) {
      Optional<double[]> values = subject.constants().reals(constant.getValue());
      double largest = 0;
      long undefined = 0;
      for (double value : values.orElse(new double[0])) {
        if (Double.isNaN(value)) {
          undefined++;
        } else if (!Double.isInfinite(value)) {
          largest = Math.max(largest, Math.abs(value));
        }
      }
      if (largest > HALF_MAX) {
        to.add(
            subject.finding(
                "half-overflow",
                Severity.NOTE,
                constant.getKey(),
                "its largest magnitude is " + (float) largest,
                "float16 ends at 65504: it becomes infinite in a half-precision graph",
                ""));
      }
      if (undefined > 0 && undefined == values.orElseThrow().length && undefined > 1) {
        to.add(
            subject.finding(
                "constant-nan",
                Severity.NOTE,
                constant.getKey(),
                "all of its " + undefined + " numbers are NaN",
                "an output that it is chosen for becomes NaN; bevexport says so when a frame sees"
                    + " more cells than the graph's bound",
                ""));
      }
    }
  }
}
