package dev.bevdrift.jobs.verdict;

import dev.bevdrift.metrics.box.TpError;
import java.util.Locale;

/** Gives the verdict of one rung against its baseline. */
public final class Verdicts {
  /**
   * A figure is the same when it differs by no more than this share of its margin: what rounding
   * does to centres, headings and velocities stays a hundred times below.
   */
  private static final double ROUNDING = 0.01;

  private Verdicts() {}

  /**
   * The verdict, the worst that applies.
   *
   * <p>A loss on this data is exact; the interval speaks of other scenes and never excuses one. An
   * error that is undefined for both (NaN) takes no part. Boxes may turn by less than what counts
   * as moved, or change in velocity alone: they are exact only if the figures are the same too.
   *
   * @param delta rung minus baseline on the frames that both have
   * @param boxes boxes of the rung against the baseline's on the same frames
   * @param interval of the delta, or none
   * @param floorDelta what the same rung differs by when it runs twice
   * @param floorBoxes the same for boxes
   */
  public static Judgement judge(
      SummaryFigures delta,
      BoxTotals boxes,
      DeltaInterval interval,
      SummaryFigures floorDelta,
      BoxTotals floorBoxes,
      GateThresholds gate) {
    if (!delta.isKnown()) {
      return Judgement.none("figures were not measured");
    }
    String broken = broken(delta, gate);
    if (!broken.isEmpty()) {
      return new Judgement(Word.BREAKS, broken);
    }
    String loss = loss(delta, floorDelta, gate);
    if (!loss.isEmpty()) {
      return new Judgement(Word.DEGRADES, loss);
    }
    if (boxes.within(floorBoxes) && same(delta, floorDelta, gate)) {
      return new Judgement(
          Word.EXACT,
          "no box lost, gained, moved, ranked differently or of another attribute, and no figure"
              + " different, beyond the noise floor");
    }
    if (interval.insideMargins(gate)) {
      return new Judgement(
          Word.HARMLESS,
          percent(gate.confidence()) + " interval of every delta lies inside the margins");
    }
    return new Judgement(
        Word.CANT_TELL,
        interval.isKnown()
            ? "no loss beyond the margins here, but the "
                + percent(gate.confidence())
                + " interval leaves them; "
                + interval.note()
            : "no loss beyond the margins here; " + interval.note());
  }

  private static String broken(SummaryFigures delta, GateThresholds gate) {
    if (delta.ndScore() < -gate.breaksNds()) {
      return "NDS falls by " + points(-delta.ndScore());
    }
    String worst = "";
    double largest = Double.NEGATIVE_INFINITY;
    for (TpError error : TpError.values()) {
      double grows = delta.error(error);
      if (grows >= gate.breaksError() && grows > largest) {
        largest = grows;
        worst = error.meanName() + " grows by " + points(grows);
      }
    }
    return worst;
  }

  private static String loss(SummaryFigures delta, SummaryFigures floor, GateThresholds gate) {
    if (-delta.ndScore() > beyond(floor.ndScore(), gate.marginNds())) {
      return "NDS falls by " + points(-delta.ndScore());
    }
    if (-delta.meanAp() > beyond(floor.meanAp(), gate.marginMap())) {
      return "mAP falls by " + points(-delta.meanAp());
    }
    for (TpError error : TpError.values()) {
      double grows = delta.error(error);
      if (grows > beyond(floor.error(error), gate.marginError())) {
        return error.meanName() + " grows by " + points(grows);
      }
    }
    return "";
  }

  private static boolean same(SummaryFigures delta, SummaryFigures floor, GateThresholds gate) {
    boolean same =
        !(Math.abs(delta.ndScore()) > beyond(floor.ndScore(), ROUNDING * gate.marginNds()))
            && !(Math.abs(delta.meanAp()) > beyond(floor.meanAp(), ROUNDING * gate.marginMap()));
    for (TpError error : TpError.values()) {
      double most = beyond(floor.error(error), ROUNDING * gate.marginError());
      same &= !(Math.abs(delta.error(error)) > most);
    }
    return same;
  }

  /** The margin on top of the floor; an unknown floor adds nothing. */
  private static double beyond(double floor, double margin) {
    return margin + (Double.isNaN(floor) ? 0 : Math.abs(floor));
  }

  private static String points(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private static String percent(double confidence) {
    return String.format(Locale.ROOT, "%.0f %%", confidence * 100);
  }
}
