package dev.bevdrift.udf.image;

import java.nio.ByteBuffer;

/**
 * What a JPEG's frame header says, read without decoding.
 *
 * <p>Source: ITU-T T.81, B.2.2.
 *
 * @param width pixels across
 * @param height pixels down
 * @param components colour planes
 */
record JpegHeader(int width, int height, int components) {
  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int DHT = 0xC4;
  private static final int JPG = 0xC8;
  private static final int DAC = 0xCC;

  /**
   * @param jpeg read from position to limit; its position stays
   * @throws ImageException when this is not a JPEG of 8 bits with a frame header
   */
  static JpegHeader read(ByteBuffer jpeg) throws ImageException {
    int at = jpeg.position();
    int end = jpeg.limit();
    if (end - at < 4 || u16(jpeg, at) != 0xFF00 + SOI) {
      throw new ImageException((end - at) + " bytes that are not a JPEG");
    }
    at += 2;
    while (end - at >= 4) {
      if (u8(jpeg, at) != 0xFF) {
        throw new ImageException("broken JPEG marker at byte " + (at - jpeg.position()));
      }
      int marker = u8(jpeg, at + 1);
      if (marker == 0xFF) {
        at++; // fill byte
        continue;
      }
      int length = u16(jpeg, at + 2);
      if (isFrame(marker)) {
        return frame(jpeg, at, end);
      }
      if (marker == SOS || marker == EOI || length < 2) {
        break;
      }
      at += 2 + length;
    }
    throw new ImageException("JPEG without a frame header");
  }

  /**
   * Checks that a run can use the picture.
   *
   * @throws ImageException when it has another size, or is neither grey nor colour
   */
  void check(int expectedWidth, int expectedHeight) throws ImageException {
    if (width != expectedWidth || height != expectedHeight) {
      throw new ImageException(
          "picture of "
              + width
              + "x"
              + height
              + " pixels, expected "
              + expectedWidth
              + "x"
              + expectedHeight);
    }
    if (components != 1 && components != 3) {
      throw new ImageException(
          "JPEG of " + components + " components, expected grey or colour (1 or 3)");
    }
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != DHT && marker != JPG && marker != DAC;
  }

  private static JpegHeader frame(ByteBuffer jpeg, int at, int end) throws ImageException {
    if (end - at < 10) {
      throw new ImageException("JPEG cut off in its frame header");
    }
    int bits = u8(jpeg, at + 4);
    if (bits != 8) {
      throw new ImageException("JPEG of " + bits + " bits a sample, expected 8");
    }
    return new JpegHeader(u16(jpeg, at + 7), u16(jpeg, at + 5), u8(jpeg, at + 9));
  }

  private static int u8(ByteBuffer jpeg, int at) {
    return jpeg.get(at) & 0xFF;
  }

  private static int u16(ByteBuffer jpeg, int at) {
    return u8(jpeg, at) << 8 | u8(jpeg, at + 1);
  }
}
