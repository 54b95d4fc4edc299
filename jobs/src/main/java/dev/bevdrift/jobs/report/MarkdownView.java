package dev.bevdrift.jobs.report;

import java.util.List;
import java.util.Map;

/** Makes a view short enough for a comment: GitHub cuts one off at 65,536 characters. */
final class MarkdownView {
  /** A longer table stands folded, below the rungs that lose most. */
  static final int MOST_ROWS_OPEN = 20;

  /** Failed frames that a comment lists. */
  private static final int MOST_FAILURES = 20;

  private MarkdownView() {}

  /** Adds {@code folded}: whether the table must be unfolded to be read; cuts long lists. */
  @SuppressWarnings("unchecked") // ReportView puts them
  static void shorten(Map<String, Object> view) {
    List<Map<String, Object>> rows = (List<Map<String, Object>>) view.get("rows");
    List<Object> failures = (List<Object>) view.get("failures");
    view.put("folded", rows.size() > MOST_ROWS_OPEN);
    view.put("rowCount", rows.size());
    view.put("failures", failures.stream().limit(MOST_FAILURES).toList());
    view.put("moreFailures", failures.size() > MOST_FAILURES);
    List<Map<String, Object>> payers = (List<Map<String, Object>>) view.get("payers");
    view.put(
        "payers",
        payers.stream().filter(payer -> !((List<?>) payer.get("slices")).isEmpty()).toList());
  }
}
