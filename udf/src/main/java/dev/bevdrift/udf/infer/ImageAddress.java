package dev.bevdrift.udf.infer;

/**
 * Where a JPEG lies that is not embedded in its frame.
 *
 * @param uri file or object
 * @param offset first byte
 * @param length bytes, or -1 for all up to the end
 */
public record ImageAddress(String uri, long offset, long length) {
  /** The length that means: up to the end. */
  public static final long WHOLE = -1;

  public ImageAddress {
    if (uri.isEmpty() || offset < 0 || (length < 0 && length != WHOLE)) {
      throw new IllegalArgumentException(
          "Cannot use the image address '"
              + uri
              + "' at "
              + offset
              + " for "
              + length
              + " bytes: expected a uri, an offset of at least 0 and a length of at least 0 or -1");
    }
  }
}
