package dev.bevdrift.udf.infer;

import java.nio.FloatBuffer;

/**
 * The signal vector as the model takes it: position and yaw degrees as differences to the frame
 * that the model saw last in the scene, the rest absolute.
 *
 * <p>Source: the original's forward_test: all four differences are 0 where there is no previous
 * BEV, hence on every frame of a run without temporal input. The yaw difference is not wrapped at
 * 360.
 */
final class EgoSignals {
  private static final int[] DIFFERENCES = {0, 1, 2, 17};

  private EgoSignals() {}

  /** Writes the vector for a frame that has none before it. */
  static void writeFirst(Frame frame, FloatBuffer out) {
    for (int i = 0; i < Frame.CAN_BUS_SIZE; i++) {
      out.put(i, (float) frame.canBus(i));
    }
    for (int i : DIFFERENCES) {
      out.put(i, 0);
    }
  }

  /**
   * Writes the vector for a frame that follows another.
   *
   * @param last the frame that the model saw last in this scene
   */
  static void writeNext(Frame frame, Frame last, FloatBuffer out) {
    writeFirst(frame, out);
    for (int i : DIFFERENCES) {
      out.put(i, (float) (frame.canBus(i) - last.canBus(i)));
    }
  }
}
