package dev.bevdrift.metrics.score;

import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.TpError;

/**
 * What figures are called wherever they are written.
 *
 * <p>{@code mean_ap}, {@code nd_score} and the five mean errors are the devkit's: averages over
 * every evaluated class, in which a class without a true box counts 0 (errors: 1). {@code
 * mean_ap_present} and {@code nd_score_present} average over the classes present alone. Figures of
 * one class follow a slash: {@code ap/car}, {@code ap/car/0.5}, {@code trans_err/car}.
 */
public final class FigureNames {
  public static final String MEAN_AP = "mean_ap";
  public static final String ND_SCORE = "nd_score";

  /** What ends the name of an average over the classes present. */
  public static final String PRESENT = "_present";

  public static final String MEAN_AP_PRESENT = MEAN_AP + PRESENT;
  public static final String ND_SCORE_PRESENT = ND_SCORE + PRESENT;

  private FigureNames() {}

  /** A mean error, such as {@code trans_err}. */
  public static String error(TpError which) {
    return which.jsonName();
  }

  /** An error of one class, such as {@code trans_err/car}. */
  public static String error(TpError which, DetectionClass of) {
    return which.jsonName() + "/" + of.jsonName();
  }

  /** Average precision of a class, the mean over the thresholds, such as {@code ap/car}. */
  public static String ap(DetectionClass of) {
    return "ap/" + of.jsonName();
  }

  /** Average precision of a class at one threshold in metres, such as {@code ap/car/0.5}. */
  public static String ap(DetectionClass of, double thresholdM) {
    return ap(of) + "/" + thresholdM;
  }
}
