package dev.bevdrift.jobs.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Says of losses whether other scenes would show them too.
 *
 * <p>A loss on this data is exact and stands whatever is said here: only the claim about other data
 * needs a p-value, adjusted over all rungs and tested figures, since among many rungs some look bad
 * by chance.
 */
public final class OtherScenes {
  /** A claim is made when its adjusted p-value is below this. */
  static final double LEVEL = 0.05;

  private OtherScenes() {}

  /**
   * The p-values of all rungs of a run, adjusted together.
   *
   * @param rungs intervals of all rungs, without the noise floor
   * @return the same intervals with adjusted p-values, in the same order
   */
  public static List<DeltaInterval> adjusted(List<DeltaInterval> rungs) {
    List<PValues> holm = PValues.adjusted(rungs.stream().map(DeltaInterval::p).toList());
    List<DeltaInterval> adjusted = new ArrayList<>();
    for (int r = 0; r < rungs.size(); r++) {
      adjusted.add(rungs.get(r).withP(holm.get(r)));
    }
    return adjusted;
  }

  /**
   * The judgement, where it is a loss with what can be said about other scenes; the word stays.
   *
   * @param interval with adjusted p-values
   */
  public static Judgement explained(
      Judgement judgement, SummaryFigures delta, DeltaInterval interval) {
    boolean loss = judgement.word() == Word.DEGRADES || judgement.word() == Word.BREAKS;
    if (!loss || !interval.p().isKnown()) {
      return judgement;
    }
    return new Judgement(judgement.word(), judgement.reason() + "; " + claim(delta, interval.p()));
  }

  private static String claim(SummaryFigures delta, PValues p) {
    List<String> names = List.of("NDS", "mAP", "mAOE", "mAVE");
    double[] losses = {-delta.ndScore(), -delta.meanAp(), delta.orientErr(), delta.velErr()};
    double[] values = {p.ndScore(), p.meanAp(), p.orientErr(), p.velErr()};
    int surest = -1;
    for (int i = 0; i < values.length; i++) {
      boolean lost = losses[i] > 0 && !Double.isNaN(values[i]);
      if (lost && (surest < 0 || values[i] < values[surest])) {
        surest = i;
      }
    }
    if (surest < 0 || values[surest] >= LEVEL) {
      return "whether other scenes lose too is open"
          + (surest < 0 ? "" : text(names.get(surest), values[surest]));
    }
    return "other scenes would lose too" + text(names.get(surest), values[surest]);
  }

  private static String text(String name, double p) {
    return String.format(Locale.ROOT, " (%s: p %.4f after Holm over all rungs)", name, p);
  }
}
