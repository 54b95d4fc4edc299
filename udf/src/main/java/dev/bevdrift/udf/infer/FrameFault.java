package dev.bevdrift.udf.infer;

/**
 * Why one frame has no result, for one rung or for all.
 *
 * @param sampleToken the frame
 * @param camera the camera's channel, or "" when no single camera is at fault
 * @param stage where it happened
 * @param message one line for the user
 */
public record FrameFault(String sampleToken, String camera, Stage stage, String message) {
  /** The step that failed. */
  public enum Stage {
    /** Reading or decoding a picture. */
    IMAGE,
    /** Running the graph. */
    INFERENCE,
    /** The graph's outputs: shape, NaN or infinity. */
    OUTPUT,
    /** A temporal rung has no memory of the frame before, because that frame failed. */
    PREVIOUS_BEV,
    /** Comparing with the reference. */
    REFERENCE
  }
}
