package dev.bevdrift.udf.infer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * A dense array of 32-bit floats with a shape, in C order. Immutable.
 *
 * <p>64-bit integer outputs (labels) are held as floats; they are below 2^24, so nothing is lost.
 */
public final class Tensor {
  private final List<Long> shape;
  private final float[] data;

  private Tensor(List<Long> shape, float[] data) {
    this.shape = shape;
    this.data = data;
  }

  /**
   * Copies a buffer.
   *
   * @param data read from position to limit, copied
   * @throws IllegalArgumentException when the shape does not hold as many numbers as are given
   */
  public static Tensor of(List<Long> shape, FloatBuffer data) {
    float[] copy = new float[data.remaining()];
    data.duplicate().get(copy);
    return checked(shape, copy);
  }

  /**
   * Copies an array.
   *
   * @param data copied
   * @throws IllegalArgumentException when the shape does not hold as many numbers as are given
   */
  public static Tensor of(List<Long> shape, float[] data) {
    return checked(shape, data.clone());
  }

  /**
   * Copies bytes.
   *
   * @param data little-endian floats from position to limit, as the reference table stores them
   * @throws IllegalArgumentException when the shape does not hold as many numbers as are given
   */
  public static Tensor ofLittleEndian(List<Long> shape, ByteBuffer data) {
    ByteBuffer bytes = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.remaining() % Float.BYTES != 0) {
      throw new IllegalArgumentException(
          "Cannot read a tensor of shape "
              + shape
              + ": "
              + bytes.remaining()
              + " bytes, expected a multiple of 4");
    }
    return of(shape, bytes.asFloatBuffer());
  }

  /** Takes an array that nobody else will change, without a copy. */
  static Tensor adopt(List<Long> shape, float[] data) {
    return checked(shape, data);
  }

  private static Tensor checked(List<Long> shape, float[] data) {
    long count = 1;
    for (long side : shape) {
      count = side < 0 ? -1 : Math.multiplyExact(count, side);
      if (count < 0) {
        break;
      }
    }
    if (count != data.length) {
      throw new IllegalArgumentException(
          "Cannot make a tensor of shape "
              + shape
              + ": "
              + data.length
              + " numbers, expected "
              + (count < 0 ? "sides of at least 0" : Long.toString(count)));
    }
    return new Tensor(List.copyOf(shape), data);
  }

  public List<Long> shape() {
    return shape;
  }

  /** How many numbers. */
  public int size() {
    return data.length;
  }

  /** The i-th number in C order. */
  public float x(int i) {
    return data[i];
  }

  /** All numbers in C order, read-only. */
  public FloatBuffer asBuffer() {
    return FloatBuffer.wrap(data).asReadOnlyBuffer();
  }

  /** Whether every number is neither NaN nor infinite. */
  public boolean finite() {
    return firstNotFinite() < 0;
  }

  /** Index of the first number that is NaN or infinite, or -1. */
  public int firstNotFinite() {
    for (int i = 0; i < data.length; i++) {
      if (!Float.isFinite(data[i])) {
        return i;
      }
    }
    return -1;
  }
}
