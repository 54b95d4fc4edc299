package dev.bevdrift.udf.image;

import dev.bevdrift.metrics.InputException;
import java.nio.ByteBuffer;

/**
 * Decodes JPEGs of one size at half their sides, with the pixels of OpenCV's
 * IMREAD_REDUCED_COLOR_2.
 *
 * <p>Takes and refuses what {@link JpegDecoder} does. The library is optional; its natives are
 * unpacked into the folder of JavaCPP's cache on first use. Not thread-safe: reuses its arrays.
 */
final class HalfDecoder implements PictureDecoder {
  private final int width;
  private final int height;
  private final LeptonicaJpeg library;

  private HalfDecoder(int width, int height, LeptonicaJpeg library) {
    this.width = width;
    this.height = height;
    this.library = library;
  }

  /**
   * A decoder of pictures of exactly this size.
   *
   * @param width pixels across, before halving; even
   * @param height pixels down, likewise
   * @throws InputException when the library is not there
   */
  static HalfDecoder of(int width, int height) {
    try {
      return new HalfDecoder(width, height, LeptonicaJpeg.open());
    } catch (LinkageError missing) {
      throw notThere(missing);
    }
  }

  /** The versions of Leptonica and of the library that it decodes with. */
  static String library() {
    try {
      return LeptonicaJpeg.versions();
    } catch (LinkageError missing) {
      throw notThere(missing);
    }
  }

  private static InputException notThere(LinkageError missing) {
    return new InputException(
        "Cannot decode pictures at half size: Leptonica or its native library for "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch")
            + " is not on the class path, expected "
            + Decoding.HALF_ARTIFACT
            + " among spark.jars.packages",
        missing);
  }

  @Override
  public Pixels decode(ByteBuffer jpeg) throws ImageException {
    JpegHeader.read(jpeg).check(width, height);
    return library.decodeHalf(jpeg);
  }
}
