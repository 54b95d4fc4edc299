package dev.bevdrift.udf.image;

/**
 * A decoded picture: where each pixel's three bytes lie.
 *
 * <p>Handed from decoder to preprocessor within one call; the bytes are the decoder's own.
 */
final class Pixels {
  private final byte[] bytes;
  private final int rowStride;
  private final int pixelStride;
  private final int[] offset; // red, green, blue

  Pixels(byte[] bytes, int rowStride, int pixelStride, int red, int green, int blue) {
    this.bytes = bytes;
    this.rowStride = rowStride;
    this.pixelStride = pixelStride;
    this.offset = new int[] {red, green, blue};
  }

  /** All bytes, not a copy. */
  byte[] bytes() {
    return bytes;
  }

  int pixelStride() {
    return pixelStride;
  }

  /**
   * Where a row begins.
   *
   * @param row from the top
   * @param colour 0 red, 1 green, 2 blue
   */
  int start(int row, int colour) {
    return row * rowStride + offset[colour];
  }
}
