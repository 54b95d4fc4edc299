package dev.bevdrift.jobs.gate;

import dev.bevdrift.jobs.finished.FigureAddress;

/**
 * One rule on one figure.
 *
 * @param address the figure
 * @param against {@code pinned} or {@code green}; empty for a limit on the figure itself
 * @param outcome what came of it
 * @param before the baseline's figure; NaN without one
 * @param now tonight's figure
 * @param used share of the allowance that was used: above 1 the limit is passed; NaN where nothing
 *     was compared
 * @param text one phrase that tells all of it
 */
public record Check(
    FigureAddress address,
    String against,
    Outcome outcome,
    double before,
    double now,
    double used,
    String text) {
  /** What came of a check or of a rule, best first. */
  public enum Outcome {
    PASS("pass"),
    /** There is nothing yet to compare with. */
    NEW("new"),
    /** It cannot be told. */
    OPEN("open"),
    FAIL("FAIL");

    private final String word;

    Outcome(String word) {
      this.word = word;
    }

    /** As reports print it. */
    public String word() {
      return word;
    }
  }

  /** Nothing was compared. */
  static Check without(FigureAddress address, String against, Outcome outcome, String text) {
    return new Check(address, against, outcome, Double.NaN, Double.NaN, Double.NaN, text);
  }
}
