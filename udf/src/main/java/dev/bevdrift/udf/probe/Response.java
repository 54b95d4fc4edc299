package dev.bevdrift.udf.probe;

/**
 * How a rung's output moved under a disturbance, beside the baseline's.
 *
 * @param rung id
 * @param disturbance what was changed
 * @param output role of the output in which the two differ most
 * @param moved root mean square of the rung's movement, in the output's own unit
 * @param baselineMoved the same of the baseline
 * @param mismatch root mean square of the difference of the two movements, over {@code
 *     baselineMoved}: 0 when they move alike, 1 when the rung stands still
 * @param rounding root mean square by which a graph of lower precision differs from the baseline
 *     before anything is disturbed, over {@code baselineMoved}; 0 of one of full precision
 */
public record Response(
    String rung,
    Disturbance disturbance,
    String output,
    double moved,
    double baselineMoved,
    double mismatch,
    double rounding) {
  /** Below this share of the baseline's movement an input counts as ignored. */
  static final double IGNORED = 0.05;

  /** Above this mismatch a movement counts as another one. */
  static final double OTHERWISE = 0.1;

  /** A movement is the difference of two outputs, each rounded by itself. */
  private static final double ROUNDED_TWICE = 2;

  /** What a response says. */
  public enum Word {
    /** It moves as the baseline does. */
    ALIKE,
    /** It moves, but not as the baseline does. */
    OTHERWISE,
    /** It stands still where the baseline moves. */
    IGNORED
  }

  /** What this response says. */
  public Word word() {
    if (moved < IGNORED * baselineMoved) {
      return Word.IGNORED;
    }
    return mismatch > Math.max(OTHERWISE, ROUNDED_TWICE * rounding) ? Word.OTHERWISE : Word.ALIKE;
  }
}
