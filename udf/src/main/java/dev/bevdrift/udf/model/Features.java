package dev.bevdrift.udf.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;

/**
 * What a prefix made of one frame, in the runtime's own memory. Read by any number of heads, also
 * at the same time; whoever ran the prefix closes it.
 */
public final class Features implements AutoCloseable {
  private final OrtSession.Result result;
  private final long runNs;
  private boolean closed;

  Features(OrtSession.Result result, long runNs) {
    this.result = result;
    this.runNs = runNs;
  }

  OnnxTensor value(String name) {
    return (OnnxTensor) result.get(name).orElseThrow(); // GraphCheck saw it
  }

  /** Nanoseconds in the runtime. */
  public long runNs() {
    return runNs;
  }

  /** Frees the memory; a second call does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      result.close();
    }
  }
}
