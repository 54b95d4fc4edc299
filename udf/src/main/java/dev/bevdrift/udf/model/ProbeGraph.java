package dev.bevdrift.udf.model;

import java.util.HexFormat;

/** A graph of one node, y = -x, to find out whether a provider can be had. */
final class ProbeGraph {
  /** An ONNX model of opset 17 with the node {@code Neg}, as {@code onnx.helper} writes it. */
  private static final String MODEL =
      "08083a320a0b0a017812017922034e65671201675a0f0a0178120a0a08080112040a020801620f0a0179120a0a08080112040a02080142040a001011";

  private ProbeGraph() {}

  /** The model's bytes, a new array. */
  static byte[] bytes() {
    return HexFormat.of().parseHex(MODEL);
  }
}
