package dev.bevdrift.metrics.diff;

/**
 * How far a tensor's element may be off: {@code absolute + relative * |reference|}.
 *
 * @param absolute in the element's own unit
 * @param relative share of the reference's size
 */
public record Tolerance(double absolute, double relative) {
  /** What PyTorch's own exporter examples allow ONNX Runtime. */
  public static final Tolerance DEFAULT = new Tolerance(1e-5, 1e-3);

  public Tolerance {
    if (!(absolute >= 0 && relative >= 0)) {
      throw new IllegalArgumentException(
          "Cannot use a tolerance of "
              + absolute
              + " + "
              + relative
              + " * |reference|: expected both zero or more");
    }
  }
}
