package dev.bevdrift.udf.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.leptonica.PIX;
import org.bytedeco.leptonica.global.leptonica;

/**
 * Leptonica's reader of JPEGs, which is libjpeg-turbo's and counts what that warns of. Only this
 * class touches the native library, so that all others load without it.
 *
 * <p>Not thread-safe: reuses its arrays. The native picture lives for one call.
 */
final class LeptonicaJpeg {
  private static final int HALF = 2;
  private static final int NO_COLOUR_MAP = 0;
  private static final int NO_HINT = 0;
  private static final int COLOUR_BITS = 32;

  private final IntPointer warnings = new IntPointer(1);
  private ByteBuffer jpegBytes = ByteBuffer.allocateDirect(1 << 16);
  private byte[] pixelBytes = new byte[0];

  private LeptonicaJpeg() {}

  /**
   * A reader.
   *
   * @throws LinkageError when the library is not there
   */
  static LeptonicaJpeg open() {
    leptonica.setMsgSeverity(leptonica.L_SEVERITY_NONE); // what it would print is thrown instead
    return new LeptonicaJpeg();
  }

  /** Leptonica's version and those of the libraries inside it. */
  static String versions() {
    return taken(leptonica.getLeptonicaVersion())
        + " ("
        + taken(leptonica.getImagelibVersions())
        + ")";
  }

  /** The text, whose memory is freed. */
  private static String taken(BytePointer text) {
    String taken = new String(text.getStringBytes(), StandardCharsets.US_ASCII).strip();
    leptonica.lept_free(text);
    return taken;
  }

  /**
   * Decodes a picture at half its sides, rounded up.
   *
   * @param jpeg read from position to limit; its position stays
   * @return the pixels; valid until the next call
   * @throws ImageException when it is corrupt or cut off
   */
  Pixels decodeHalf(ByteBuffer jpeg) throws ImageException {
    int length = jpeg.remaining();
    if (jpegBytes.capacity() < length) {
      jpegBytes = ByteBuffer.allocateDirect(length);
    }
    jpegBytes.clear().put(jpeg.duplicate()).flip();
    warnings.put(0);
    try (BytePointer bytes = new BytePointer(jpegBytes);
        PIX pix = leptonica.pixReadMemJpeg(bytes, length, NO_COLOUR_MAP, HALF, warnings, NO_HINT)) {
      if (pix == null) {
        throw new ImageException("corrupt JPEG (" + warnings.get() + " warnings of libjpeg)");
      }
      try {
        return pixels(pix);
      } finally {
        leptonica.pixDestroy(pix);
      }
    }
  }

  private Pixels pixels(PIX pix) throws ImageException {
    if (warnings.get() != 0) {
      throw new ImageException("corrupt JPEG (" + warnings.get() + " warnings of libjpeg)");
    }
    boolean colour = pix.d() == COLOUR_BITS;
    if (!colour) {
      leptonica.pixEndianByteSwap(pix); // from words to bytes in the order of pixels
    }
    int rowStride = pix.wpl() * Integer.BYTES;
    int size = rowStride * pix.h();
    if (pixelBytes.length < size) {
      pixelBytes = new byte[size];
    }
    try (BytePointer data = new BytePointer(pix.data())) {
      data.get(pixelBytes, 0, size);
    }
    if (!colour) {
      return new Pixels(pixelBytes, rowStride, 1, 0, 0, 0);
    }
    // A pixel is one word, red in its highest byte.
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
        ? new Pixels(pixelBytes, rowStride, Integer.BYTES, 3, 2, 1)
        : new Pixels(pixelBytes, rowStride, Integer.BYTES, 0, 1, 2);
  }
}
