package dev.bevdrift.metrics.scan;

/**
 * The fast scanner met something that it leaves to the careful reader; not a fault of the input.
 *
 * <p>Without a stack trace: it says nothing but "read this again with care".
 */
public final class OddInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public OddInputException() {
    super(
        "Cannot scan fast: the input is unusual, expected the careful reader", null, false, false);
  }
}
