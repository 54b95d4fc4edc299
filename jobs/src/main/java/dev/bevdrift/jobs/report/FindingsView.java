package dev.bevdrift.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the templates see of findings: the most severe first, else in the file's order; what a rule
 * says of many rungs stands together.
 */
final class FindingsView {
  /** Findings that a page lists; findings.json has the others. */
  private static final int MOST = 200;

  /** Rewrites that a finding names; a recipe has twenty. */
  private static final int REWRITES_NAMED = 3;

  private static final List<String> SEVERITIES = List.of("error", "warning", "note");
  private static final Map<String, String> STYLES =
      Map.of("error", "breaks", "warning", "degrades");

  private FindingsView() {}

  static void into(Map<String, Object> view, JsonNode findings) {
    List<JsonNode> sorted = new ArrayList<>();
    findings.forEach(sorted::add);
    sorted.sort(Comparator.comparingInt(FindingsView::rank));
    Map<String, List<JsonNode>> alike = new LinkedHashMap<>();
    sorted.stream()
        .limit(MOST)
        .forEach(one -> alike.computeIfAbsent(key(one), none -> new ArrayList<>()).add(one));
    view.put("hasFindings", !sorted.isEmpty());
    view.put("findingsCount", sorted.size());
    view.put("moreFindings", sorted.size() > MOST);
    view.put("findings", alike.values().stream().map(FindingsView::group).toList());
  }

  private static int rank(JsonNode finding) {
    int rank = SEVERITIES.indexOf(finding.path("severity").asText());
    return rank < 0 ? SEVERITIES.size() : rank;
  }

  private static String key(JsonNode finding) {
    return String.join("\n", text(finding, "severity"), text(finding, "rule"));
  }

  private static Map<String, Object> group(List<JsonNode> findings) {
    JsonNode first = findings.get(0);
    String severity = text(first, "severity");
    Set<String> messages = distinct(findings, "message");
    Set<String> nexts = distinct(findings, "next");
    Set<String> rungs = distinct(findings, "rung");
    boolean alike = messages.size() == 1;
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("severity", severity);
    view.put("style", STYLES.getOrDefault(severity, "none"));
    view.put("rule", text(first, "rule"));
    view.put("message", alike ? text(first, "message") : text(first, "rule"));
    view.put("next", nexts.size() == 1 ? text(first, "next") : "");
    view.put("many", findings.size() > 1);
    view.put("count", findings.size());
    view.put("rungs", String.join(", ", rungs));
    view.put("cases", findings.stream().map(one -> aCase(one, !alike, nexts.size() > 1)).toList());
    return view;
  }

  private static Set<String> distinct(List<JsonNode> findings, String key) {
    Set<String> texts = new LinkedHashSet<>();
    findings.forEach(one -> texts.add(text(one, key)));
    texts.remove("");
    return texts;
  }

  private static Map<String, Object> aCase(JsonNode finding, boolean named, boolean ownNext) {
    return Map.of(
        "rung",
        text(finding, "rung"),
        "subject",
        text(finding, "subject"),
        "message",
        named ? text(finding, "message") : "",
        // A fact such as a graph's size is its own evidence.
        "evidence",
        text(finding, "evidence").equals(text(finding, "message")) ? "" : text(finding, "evidence"),
        "next",
        ownNext ? text(finding, "next") : "",
        "rewrite",
        rewrites(text(finding, "rewrite")));
  }

  private static String rewrites(String list) {
    List<String> ids = List.of(list.split(",\\s*"));
    return ids.size() <= REWRITES_NAMED + 1
        ? String.join(", ", ids)
        : String.join(", ", ids.subList(0, REWRITES_NAMED))
            + " and "
            + (ids.size() - REWRITES_NAMED)
            + " more";
  }

  /** Text as it is, numbers and lists as JSON. */
  private static String text(JsonNode finding, String key) {
    JsonNode value = finding.path(key);
    return value.isContainerNode() ? value.toString() : SummaryTree.text(value, "");
  }
}
