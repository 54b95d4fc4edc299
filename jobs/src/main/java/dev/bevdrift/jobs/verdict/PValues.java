package dev.bevdrift.jobs.verdict;

import dev.bevdrift.metrics.interval.Holm;
import java.util.ArrayList;
import java.util.List;

/**
 * How likely deltas this far from 0 would be, on scenes like these, if there were none on all
 * scenes of the world; of the four figures that are tested. NaN where that was not tested.
 *
 * @param ndScore of NDS
 * @param meanAp of mAP
 * @param orientErr of mAOE
 * @param velErr of mAVE
 */
public record PValues(double ndScore, double meanAp, double orientErr, double velErr) {
  /** Nothing was tested. */
  public static final PValues UNKNOWN = new PValues(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  private static final int TESTED = 4;

  /** Whether at least one was tested. */
  public boolean isKnown() {
    return !(Double.isNaN(ndScore)
        && Double.isNaN(meanAp)
        && Double.isNaN(orientErr)
        && Double.isNaN(velErr));
  }

  /** Adjusts the p-values of many rungs together by Holm's method. */
  static List<PValues> adjusted(List<PValues> rungs) {
    double[] p = new double[TESTED * rungs.size()];
    for (int r = 0; r < rungs.size(); r++) {
      p[TESTED * r] = rungs.get(r).ndScore;
      p[TESTED * r + 1] = rungs.get(r).meanAp;
      p[TESTED * r + 2] = rungs.get(r).orientErr;
      p[TESTED * r + 3] = rungs.get(r).velErr;
    }
    double[] holm = Holm.adjusted(p);
    List<PValues> adjusted = new ArrayList<>();
    for (int at = 0; at < holm.length; at += TESTED) {
      adjusted.add(new PValues(holm[at], holm[at + 1], holm[at + 2], holm[at + 3]));
    }
    return adjusted;
  }
}
