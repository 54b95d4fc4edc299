package dev.bevdrift.udf.image;

import java.nio.ByteBuffer;

/**
 * Whether pictures of one size decode, found by decoding them as a run would.
 *
 * <p>Entropy-coded data that ends early, or that is no code of the picture's tables, is found.
 * Bytes that changed into other valid codes decode to another picture and cannot be told from it
 * without a hash. Not thread-safe: reuses its decoder.
 */
public final class PictureCheck {
  private final JpegDecoder decoder;

  private PictureCheck(JpegDecoder decoder) {
    this.decoder = decoder;
  }

  /**
   * A check of pictures of exactly this size.
   *
   * @param width pixels across
   * @param height pixels down
   */
  public static PictureCheck of(int width, int height) {
    return new PictureCheck(JpegDecoder.of(width, height));
  }

  /**
   * Decodes a picture and drops the pixels.
   *
   * @param jpeg read from position to limit; its position stays
   * @throws ImageException when a run could not use it
   */
  public void check(ByteBuffer jpeg) throws ImageException {
    decoder.decode(jpeg);
  }
}
