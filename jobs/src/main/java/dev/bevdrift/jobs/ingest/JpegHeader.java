package dev.bevdrift.jobs.ingest;

import java.util.Optional;

/**
 * A look at a JPEG's structure without decoding it: is it whole, and how large is its picture?
 *
 * <p>Source: ITU-T T.81, annex B.
 */
final class JpegHeader {
  private static final int START_OF_IMAGE = 0xD8;
  private static final int END_OF_IMAGE = 0xD9;
  private static final int START_OF_SCAN = 0xDA;
  private static final int FILL = 0xFF;

  private JpegHeader() {}

  /**
   * What is wrong with a JPEG that should show a picture of this size.
   *
   * @return empty if nothing is; else a fact such as "is truncated"
   */
  static Optional<String> fault(byte[] jpeg, int width, int height) {
    if (jpeg.length < 4 || marker(jpeg, 0) != START_OF_IMAGE) {
      return Optional.of("is not a JPEG");
    }
    if (!ends(jpeg)) {
      return Optional.of("is truncated");
    }
    boolean sized = false;
    int at = 2;
    while (at + 4 <= jpeg.length) {
      int marker = marker(jpeg, at);
      if (marker == START_OF_SCAN) {
        return sized ? Optional.empty() : Optional.of("has no size");
      }
      if (marker == FILL) {
        at++;
        continue;
      }
      if (marker < 0) {
        return Optional.of("has a damaged header");
      }
      int length = word(jpeg, at + 2);
      if (startsFrame(marker)) {
        if (at + 9 > jpeg.length) {
          return Optional.of("is truncated");
        }
        int h = word(jpeg, at + 5);
        int w = word(jpeg, at + 7);
        if (w != width || h != height) {
          return Optional.of("is " + w + "x" + h + " pixels, expected " + width + "x" + height);
        }
        sized = true;
      }
      at += 2 + length;
    }
    return Optional.of("is truncated");
  }

  /** Whether the last marker ends the image; cameras may pad behind it with zeros. */
  private static boolean ends(byte[] jpeg) {
    int last = jpeg.length - 1;
    while (last > 1 && jpeg[last] == 0) {
      last--;
    }
    return marker(jpeg, last - 1) == END_OF_IMAGE;
  }

  /** Start-of-frame markers: 0xC0 to 0xCF without the tables DHT, JPG and DAC among them. */
  private static boolean startsFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private static int marker(byte[] jpeg, int at) {
    return (jpeg[at] & 0xFF) == 0xFF ? jpeg[at + 1] & 0xFF : -1;
  }

  private static int word(byte[] jpeg, int at) {
    return (jpeg[at] & 0xFF) << 8 | (jpeg[at + 1] & 0xFF);
  }
}
