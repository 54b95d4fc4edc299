package dev.bevdrift.jobs.job;

import dev.bevdrift.metrics.score.FigureKey;
import dev.bevdrift.metrics.score.FigureNames;
import dev.bevdrift.metrics.score.FigureSet;
import dev.bevdrift.metrics.score.Figures;
import dev.bevdrift.metrics.score.SliceInfo;
import dev.bevdrift.metrics.score.SliceNames;
import java.util.Locale;

/** The slices of one rung as a plain table for terminals. */
final class SlicesText {
  private static final int NAME_WIDTH = 40;

  private SlicesText() {}

  /** A heading, a line a slice with an empty one between properties, and what the marks mean. */
  static String text(String rung, Figures figures) {
    StringBuilder text = new StringBuilder();
    String heading =
        String.format(
            Locale.ROOT,
            "%-" + NAME_WIDTH + "s %9s %9s %6s  %6s %6s  %6s %6s%n",
            "slice",
            "boxes",
            "predicted",
            "scenes",
            "mAP*",
            "NDS*",
            "mAP",
            "NDS");
    text.append(heading);
    String property = SliceNames.ALL;
    for (String slice : figures.slices(rung)) {
      if (!SliceNames.property(slice).equals(property)) {
        property = SliceNames.property(slice);
        text.append(System.lineSeparator());
      }
      text.append(line(slice, figures.of(FigureKey.of(rung, slice)).orElseThrow()));
    }
    text.append(
        String.format(
            "%n*: over the classes present; mAP and NDS count a class without a true box as 0.%n"
                + "?: too small to mean anything, fewer true boxes or scenes than the JSON file's"
                + " note says.%n"
                + "By visibility and points a spurious box counts in every slice: precision is a"
                + " lower bound.%n"));
    return text.toString();
  }

  private static String line(String slice, FigureSet set) {
    SliceInfo info = set.info();
    return String.format(
        Locale.ROOT,
        "%-" + NAME_WIDTH + "s %9d %9d %6d  %6s %6s  %6s %6s%s%n",
        slice,
        info.trueBoxes(),
        info.predictions(),
        info.scenes(),
        number(set.value(FigureNames.MEAN_AP_PRESENT)),
        number(set.value(FigureNames.ND_SCORE_PRESENT)),
        number(set.value(FigureNames.MEAN_AP)),
        number(set.value(FigureNames.ND_SCORE)),
        (info.size() == SliceInfo.Size.TOO_SMALL ? " ?" : "") + ends(set));
  }

  private static String ends(FigureSet set) {
    return set.interval(FigureNames.ND_SCORE_PRESENT)
        .map(i -> String.format(Locale.ROOT, "  NDS* in [%.4f, %.4f]", i.low(), i.high()))
        .orElse("");
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.4f", value);
  }
}
