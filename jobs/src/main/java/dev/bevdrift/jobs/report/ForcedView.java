package dev.bevdrift.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** What the templates see of teacher-forced runs: a frame's own error beside the inherited ones. */
final class ForcedView {
  private ForcedView() {}

  /** Adds {@code forced}, a row for each rung that had a teacher too, and {@code hasForced}. */
  static void into(Map<String, Object> view, SummaryTree summary) {
    List<Map<String, Object>> rows =
        summary.rows().stream()
            .filter(row -> row.path("teacher_forced").isObject())
            .map(row -> row(row, row.path("teacher_forced"), summary.hasFigures()))
            .toList();
    view.put("hasForced", !rows.isEmpty());
    view.put("forced", rows);
  }

  private static Map<String, Object> row(JsonNode free, JsonNode forced, boolean hasFigures) {
    return Map.of(
        "id",
        free.path("id").asText(),
        "teacher",
        forced.path("teacher").asText(),
        "free",
        cells(free, hasFigures),
        "taught",
        cells(forced, hasFigures));
  }

  private static Map<String, Object> cells(JsonNode run, boolean hasFigures) {
    double nds = hasFigures ? SummaryTree.number(run, "/delta/nd_score") : Double.NaN;
    JsonNode outputs = run.at("/tensor_diff/outputs");
    String scores = outputs.has("scores") ? "scores" : "all_cls_scores";
    JsonNode lost = run.at("/boxes/lost");
    return Map.of(
        "nds",
        Numbers.delta(nds),
        "scores",
        Numbers.magnitude(SummaryTree.number(outputs, "/" + scores + "/max_abs")),
        "lost",
        lost.isNumber() ? Numbers.count(lost.longValue()) : Numbers.DASH);
  }
}
