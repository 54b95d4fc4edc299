package dev.bevdrift.udf.model;

/** A graph that failed on one frame. The message is one line. */
public final class InferenceException extends Exception {
  private static final long serialVersionUID = 1L;

  InferenceException(String message, Throwable cause) {
    super(message, cause);
  }
}
