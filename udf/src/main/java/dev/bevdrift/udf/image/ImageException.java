package dev.bevdrift.udf.image;

/** A picture that cannot be used. The message is one clause without the picture's address. */
public final class ImageException extends Exception {
  private static final long serialVersionUID = 1L;

  ImageException(String message) {
    super(message);
  }

  ImageException(String message, Throwable cause) {
    super(message, cause);
  }
}
