package dev.bevdrift.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What the templates see of findings: the most severe first, else in the file's order. */
final class FindingsView {
  /** Findings that a page lists; findings.json has the others. */
  private static final int MOST = 200;

  private static final List<String> SEVERITIES = List.of("error", "warning", "note");
  private static final Map<String, String> STYLES =
      Map.of("error", "breaks", "warning", "degrades");

  private FindingsView() {}

  static void into(Map<String, Object> view, JsonNode findings) {
    List<JsonNode> sorted = new ArrayList<>();
    findings.forEach(sorted::add);
    sorted.sort(Comparator.comparingInt(FindingsView::rank));
    view.put("hasFindings", !sorted.isEmpty());
    view.put("findingsCount", sorted.size());
    view.put("moreFindings", sorted.size() > MOST);
    view.put("findings", sorted.stream().limit(MOST).map(FindingsView::finding).toList());
  }

  private static int rank(JsonNode finding) {
    int rank = SEVERITIES.indexOf(finding.path("severity").asText());
    return rank < 0 ? SEVERITIES.size() : rank;
  }

  private static Map<String, Object> finding(JsonNode finding) {
    String severity = finding.path("severity").asText();
    return Map.of(
        "severity",
        severity,
        "style",
        STYLES.getOrDefault(severity, "none"),
        "rule",
        text(finding, "rule"),
        "rung",
        text(finding, "rung"),
        "subject",
        text(finding, "subject"),
        "message",
        text(finding, "message"),
        "evidence",
        text(finding, "evidence"),
        "next",
        text(finding, "next"),
        "rewrite",
        text(finding, "rewrite"));
  }

  /** Text as it is, numbers and lists as JSON. */
  private static String text(JsonNode finding, String key) {
    JsonNode value = finding.path(key);
    return value.isContainerNode() ? value.toString() : SummaryTree.text(value, "");
  }
}
