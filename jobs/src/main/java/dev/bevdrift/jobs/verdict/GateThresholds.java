package dev.bevdrift.jobs.verdict;

import java.util.Locale;

/**
 * The limits between the verdicts; conf/gate.yaml holds the same numbers.
 *
 * @param matchM boxes of one class match below this distance, metres
 * @param matchScore boxes below this score are not compared
 * @param movedM a kept box moved when its centre is further off than this, metres
 * @param movedDeg a kept box moved when it turned by more than this, degrees
 * @param confidence of the interval that may call a rung harmless, in (0, 1); whoever lies beyond a
 *     margin is called so with at most half the chance that it leaves: 1 % at 0.98
 * @param marginMap equivalence margin of mAP
 * @param marginNds equivalence margin of NDS
 * @param marginError equivalence margin of each true positive error, in its own unit
 * @param breaksNds a rung breaks when NDS falls by more than this
 * @param breaksError a rung breaks when a true positive error grows by this or more
 * @param minReferenceMap below this mAP of the reference there are no figures and no verdicts
 */
public record GateThresholds(
    double matchM,
    double matchScore,
    double movedM,
    double movedDeg,
    double confidence,
    double marginMap,
    double marginNds,
    double marginError,
    double breaksNds,
    double breaksError,
    double minReferenceMap) {
  /** The defaults. */
  public static final GateThresholds DEFAULTS =
      new GateThresholds(1.0, 0.1, 0.1, 5.0, 0.98, 0.002, 0.002, 0.01, 0.02, 0.1, 0.10);

  public GateThresholds {
    positive("match.distance_m", matchM);
    atMostOne("match.min_score", matchScore);
    positive("moved.distance_m", movedM);
    positive("moved.yaw_deg", movedDeg);
    if (!(confidence > 0 && confidence < 1)) {
      throw refused("harmless.confidence", confidence, "above 0 and below 1");
    }
    atMostOne("harmless.mean_ap", marginMap);
    atMostOne("harmless.nd_score", marginNds);
    atMostOne("harmless.tp_error", marginError);
    atMostOne("breaks.nd_score", breaksNds);
    positive("breaks.tp_error", breaksError);
    atMostOne("reference.min_mean_ap", minReferenceMap);
  }

  private static void positive(String field, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw refused(field, value, "a finite number above 0");
    }
  }

  private static void atMostOne(String field, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw refused(field, value, "a number in [0, 1]");
    }
  }

  private static IllegalArgumentException refused(String field, double value, String expected) {
    return new IllegalArgumentException(
        String.format(Locale.ROOT, "%s is %s, expected %s", field, value, expected));
  }
}
