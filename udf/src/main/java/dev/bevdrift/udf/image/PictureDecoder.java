package dev.bevdrift.udf.image;

import java.nio.ByteBuffer;

/** Makes pixels of JPEGs of one size. Not thread-safe. */
interface PictureDecoder {
  /**
   * Decodes one picture.
   *
   * @param jpeg read from position to limit; its position stays
   * @return the pixels; valid until the next call
   * @throws ImageException when it is not a whole 8-bit grey or colour JPEG of the expected size
   */
  Pixels decode(ByteBuffer jpeg) throws ImageException;
}
