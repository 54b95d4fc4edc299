package dev.bevdrift.jobs.history;

import dev.bevdrift.jobs.finished.NamePattern;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.score.SliceNames;
import java.util.List;

/** The series that somebody asked for, in each form. */
public final class HistoryView {
  /** What the page offers: every mean, every class, and the parts of the boxes. */
  private static final List<String> OF_THE_PAGE =
      List.of(
          "mean_ap",
          "nd_score",
          "*_err",
          "ap/*",
          "delta/mean_ap",
          "delta/nd_score",
          "delta/*_err",
          "*_present",
          "delta/*_present",
          "boxes/*",
          "tensor_diff/max_abs",
          "latency_ms/*",
          "bytes");

  private final List<Series> series;

  private HistoryView(List<Series> series) {
    this.series = series;
  }

  /**
   * Reads what was asked for, by names with * for any text without a slash.
   *
   * @throws InputException when nothing is of these names
   */
  public static HistoryView of(
      History history, List<String> figures, List<String> rungs, List<String> slices) {
    List<Series> series =
        history.series(
            a ->
                matches(figures, a.figure())
                    && matches(rungs, a.rung())
                    && matches(slices, a.slice()));
    if (series.isEmpty()) {
      throw new InputException(
          "Cannot show figures="
              + String.join(",", figures)
              + " of rungs="
              + String.join(",", rungs)
              + ", slices="
              + String.join(",", slices)
              + ": the history has none, expected names that a run of it has");
    }
    return new HistoryView(series);
  }

  /** A page with the trend of every main figure. */
  public static String page(History history) {
    return HistoryPage.html(
        history.series(
            a ->
                matches(OF_THE_PAGE, a.figure())
                    && (a.slice().equals(SliceNames.ALL) || a.figure().endsWith("_present"))));
  }

  private static boolean matches(List<String> names, String name) {
    return names.stream().anyMatch(one -> NamePattern.of(one).matches(name));
  }

  /** A table. */
  public String text() {
    return HistoryText.text(series);
  }

  /** A document for programs. */
  public String json() {
    return HistoryJson.tree(series).toPrettyString() + "\n";
  }
}
