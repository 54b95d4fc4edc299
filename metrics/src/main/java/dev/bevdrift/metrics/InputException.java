package dev.bevdrift.metrics;

/**
 * Input that cannot be used: a file, row or field that is absent, malformed or out of range.
 *
 * <p>The message is one line of the form <i>Cannot &lt;action&gt;: &lt;fact&gt;, expected
 * &lt;what&gt;</i> and names file, row and field. Programs print it on standard error and exit with
 * 2; it never reaches a user as a stack trace.
 */
public final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one line for the user, with the address of the fault
   */
  public InputException(String message) {
    super(message);
  }

  /**
   * @param message one line for the user, with the address of the fault
   * @param cause what was caught where the address was known
   */
  public InputException(String message, Throwable cause) {
    super(message, cause);
  }
}
