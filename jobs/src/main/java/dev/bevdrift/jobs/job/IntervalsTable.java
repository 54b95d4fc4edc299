package dev.bevdrift.jobs.job;

import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.command.IntervalsResult;
import dev.bevdrift.metrics.interval.Detectable;
import dev.bevdrift.metrics.interval.FigureDraws;
import dev.bevdrift.metrics.interval.Interval;
import dev.bevdrift.metrics.interval.MeasuredCoverage;
import dev.bevdrift.metrics.interval.Replicates;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Intervals as text: the seven summary figures, and how small a change this many scenes show. */
final class IntervalsTable {
  private IntervalsTable() {}

  /** One line a figure; the file has the others. */
  static String text(IntervalsResult result) {
    StringBuilder text = new StringBuilder(1024);
    String percent = String.format(Locale.ROOT, "%.0f %%", 100 * result.settings().confidence());
    line(text, "");
    line(
        text,
        String.format(
            Locale.ROOT,
            "%s intervals over %d scenes%s, %d draws, seed %d:",
            percent,
            result.scenes(),
            result.clusteredBy() == IntervalsResult.ClusteredBy.DRIVE
                ? " of " + result.own().clusters() + " drives, drawn as wholes"
                : "",
            result.settings().replicates(),
            result.settings().seed()));
    String why = result.own().of("nd_score").whyNone();
    if (!why.isEmpty()) {
      line(text, "none: " + why);
      return text.toString();
    }
    double confidence = result.settings().confidence();
    rows(text, result.own(), confidence, Map.of());
    if (result.difference().isPresent()) {
      line(text, "");
      line(text, "Less the baseline, on the same draws (p adjusted by Holm over four figures):");
      rows(text, result.difference().get(), confidence, result.holm());
    }
    line(text, "");
    MeasuredCoverage.of(result.own().clusters()).ifPresent(m -> line(text, m.text()));
    line(text, detectable(result, percent));
    return text.toString();
  }

  private static void rows(
      StringBuilder text, Replicates of, double confidence, Map<String, Double> holm) {
    for (Map.Entry<String, String> figure : names().entrySet()) {
      FigureDraws draws = of.of(figure.getKey());
      Optional<Interval> interval = draws.interval(confidence);
      String row = String.format(Locale.ROOT, "%-5s %8.4f", figure.getValue(), draws.estimate());
      row += interval.map(IntervalsTable::ends).orElse("  " + draws.whyNone());
      Double p = holm.get(figure.getKey());
      line(text, p == null ? row : row + String.format(Locale.ROOT, "  p %.4f", p));
    }
  }

  private static String ends(Interval interval) {
    return String.format(Locale.ROOT, "  [%.4f, %.4f]", interval.low(), interval.high());
  }

  private static Map<String, String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("mean_ap", "mAP");
    names.put("nd_score", "NDS");
    for (TpError which : TpError.values()) {
      names.put(which.jsonName(), which.meanName());
    }
    return names;
  }

  private static String detectable(IntervalsResult result, String percent) {
    double confidence = result.settings().confidence();
    if (result.difference().isPresent()) {
      return String.format(
          Locale.ROOT,
          "With %d scenes a change of NDS of %.4f or more would show (80 %% power, %s intervals;"
              + " from the paired difference, so for changes like this one).",
          result.scenes(),
          Detectable.paired(result.difference().get().of("nd_score"), confidence),
          percent);
    }
    return String.format(
        Locale.ROOT,
        "With %d scenes a change of NDS of %.4f or more would show between submissions on different"
            + " scenes (80 %% power, %s intervals; unpaired). On the same scenes much smaller ones"
            + " do: give --baseline.",
        result.scenes(),
        Detectable.unpaired(result.own().of("nd_score"), confidence),
        percent);
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append(System.lineSeparator());
  }
}
