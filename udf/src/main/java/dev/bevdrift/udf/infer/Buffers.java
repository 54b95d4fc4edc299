package dev.bevdrift.udf.infer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Direct buffers of native order: the only kind that the runtime reads in place and rightly. */
final class Buffers {
  private Buffers() {}

  /** A buffer of zeros. */
  static FloatBuffer direct(int size) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(size, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** Sets every number to 0. */
  static void clear(FloatBuffer buffer) {
    for (int i = 0; i < buffer.capacity(); i++) {
      buffer.put(i, 0);
    }
  }
}
