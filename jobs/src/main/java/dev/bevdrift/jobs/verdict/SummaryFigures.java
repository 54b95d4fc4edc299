package dev.bevdrift.jobs.verdict;

import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.score.FigureNames;
import dev.bevdrift.metrics.score.FigureSet;
import java.util.Optional;

/**
 * The nuScenes figures of one rung, or the difference of two rungs' figures: the seven that
 * verdicts weigh, taken out of {@link FigureSet}, which has them all.
 *
 * @param meanAp mean average precision over classes and distances, in [0, 1]; a difference is
 *     signed
 * @param ndScore nuScenes detection score, in [0, 1]; a difference is signed
 * @param transErr mean translation error, metres
 * @param scaleErr mean scale error, 1 - IoU
 * @param orientErr mean orientation error, radians
 * @param velErr mean velocity error, metres per second
 * @param attrErr mean attribute error, 1 - accuracy
 */
public record SummaryFigures(
    double meanAp,
    double ndScore,
    double transErr,
    double scaleErr,
    double orientErr,
    double velErr,
    double attrErr) {
  /** SummaryFigures that were not measured: every value is NaN. */
  public static final SummaryFigures UNKNOWN =
      new SummaryFigures(
          Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  /** The seven of a set, {@link #UNKNOWN} where there is none. */
  public static SummaryFigures of(Optional<FigureSet> set) {
    return set.map(
            all ->
                new SummaryFigures(
                    all.value(FigureNames.MEAN_AP),
                    all.value(FigureNames.ND_SCORE),
                    all.value(FigureNames.error(TpError.TRANS)),
                    all.value(FigureNames.error(TpError.SCALE)),
                    all.value(FigureNames.error(TpError.ORIENT)),
                    all.value(FigureNames.error(TpError.VEL)),
                    all.value(FigureNames.error(TpError.ATTR))))
        .orElse(UNKNOWN);
  }

  /** Whether they were measured; single errors may be NaN all the same. */
  public boolean isKnown() {
    return !Double.isNaN(meanAp);
  }

  /** These figures less the baseline's, one by one; NaN where either is NaN. */
  public SummaryFigures minus(SummaryFigures baseline) {
    return new SummaryFigures(
        meanAp - baseline.meanAp,
        ndScore - baseline.ndScore,
        transErr - baseline.transErr,
        scaleErr - baseline.scaleErr,
        orientErr - baseline.orientErr,
        velErr - baseline.velErr,
        attrErr - baseline.attrErr);
  }

  /** The largest of the five errors, NaN left out; -Infinity when all are NaN. */
  public double largestError() {
    double largest = Double.NEGATIVE_INFINITY;
    for (TpError error : TpError.values()) {
      double value = error(error);
      if (value > largest) {
        largest = value;
      }
    }
    return largest;
  }

  /** One of the five true positive errors. */
  public double error(TpError error) {
    return switch (error) {
      case TRANS -> transErr;
      case SCALE -> scaleErr;
      case ORIENT -> orientErr;
      case VEL -> velErr;
      case ATTR -> attrErr;
    };
  }
}
