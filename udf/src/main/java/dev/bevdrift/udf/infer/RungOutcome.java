package dev.bevdrift.udf.infer;

import java.util.Map;
import java.util.Optional;

/** What one rung made of one frame: outputs and boxes, or a fault. Immutable. */
public final class RungOutcome {
  private final String rung;
  private final FrameFault fault;
  private final Map<String, Tensor> outputs;
  private final Detections detections;
  private final long runNs;

  private RungOutcome(
      String rung,
      FrameFault fault,
      Map<String, Tensor> outputs,
      Detections detections,
      long runNs) {
    this.rung = rung;
    this.fault = fault;
    this.outputs = outputs;
    this.detections = detections;
    this.runNs = runNs;
  }

  /** No result, for the reason given. */
  public static RungOutcome failed(String rung, FrameFault fault) {
    return new RungOutcome(rung, fault, Map.of(), Detections.none(), 0);
  }

  /** Outputs by role name with the boxes that they stand for. */
  public static RungOutcome done(
      String rung, Map<String, Tensor> outputs, Detections detections, long runNs) {
    return new RungOutcome(rung, null, outputs, detections, runNs);
  }

  /** The rung's id. */
  public String rung() {
    return rung;
  }

  /** Why there is no result; empty when there is one. */
  public Optional<FrameFault> fault() {
    return Optional.ofNullable(fault);
  }

  /** Outputs that the filter kept, by role name, in the manifest's order. */
  public Map<String, Tensor> outputs() {
    return outputs;
  }

  /** The output of that role name, if it was given and kept. */
  public Optional<Tensor> output(String role) {
    return Optional.ofNullable(outputs.get(role));
  }

  /** No boxes when there is a fault: then this frame must not be counted. */
  public Detections detections() {
    return detections;
  }

  /**
   * Nanoseconds in the runtime, a shared prefix's among them; 0 for a fault and for a rung that
   * shares another's outputs.
   */
  public long runNs() {
    return runNs;
  }
}
