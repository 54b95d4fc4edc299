package dev.bevdrift.jobs.verdict;

import dev.bevdrift.metrics.box.TpError;

/**
 * The interval of every delta over scenes drawn again, at the confidence of the gate.
 *
 * @param low lower ends, signed as deltas are
 * @param high upper ends
 * @param note how it was made, or why there is none; a phrase for people
 * @param p of the deltas being 0 on all scenes of the world
 * @param error standard error of each delta over scenes; NaN of one that is undefined
 */
public record DeltaInterval(
    SummaryFigures low, SummaryFigures high, String note, PValues p, SummaryFigures error) {
  /** An interval whose standard errors were not kept. */
  public DeltaInterval(SummaryFigures low, SummaryFigures high, String note, PValues p) {
    this(low, high, note, p, SummaryFigures.UNKNOWN);
  }

  /** An interval of which nothing was tested. */
  public DeltaInterval(SummaryFigures low, SummaryFigures high, String note) {
    this(low, high, note, PValues.UNKNOWN);
  }

  /** No interval, for the reason given. */
  public static DeltaInterval none(String why) {
    return new DeltaInterval(SummaryFigures.UNKNOWN, SummaryFigures.UNKNOWN, why);
  }

  /** The same interval with other p-values. */
  DeltaInterval withP(PValues others) {
    return new DeltaInterval(low, high, note, others, error);
  }

  /** Whether there is one. */
  public boolean isKnown() {
    return low.isKnown() && high.isKnown();
  }

  /** Whether every known end lies within the margins of equivalence. */
  boolean insideMargins(GateThresholds gate) {
    if (!isKnown()
        || !inside(low.meanAp(), high.meanAp(), gate.marginMap())
        || !inside(low.ndScore(), high.ndScore(), gate.marginNds())) {
      return false;
    }
    for (TpError error : TpError.values()) {
      double from = low.error(error);
      double to = high.error(error);
      boolean undefined = Double.isNaN(from) && Double.isNaN(to);
      if (!undefined && !inside(from, to, gate.marginError())) {
        return false;
      }
    }
    return true;
  }

  private static boolean inside(double from, double to, double margin) {
    return from >= -margin && to <= margin;
  }
}
