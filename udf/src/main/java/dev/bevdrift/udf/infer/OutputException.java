package dev.bevdrift.udf.infer;

/** Outputs that cannot be boxes: a shape that does not fit, NaN, infinity. One line. */
public final class OutputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutputException(String message) {
    super(message);
  }
}
