package dev.bevdrift.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the templates see of run.json: what a rung takes and weighs, and what the run took. */
final class CostView {
  private static final double BYTES_PER_MB = 1e6;

  private CostView() {}

  /** Adds {@code costs} to each row, and {@code costHeads} where at least one row has any. */
  static void into(Map<String, Object> view, List<Map<String, Object>> rows, JsonNode run) {
    boolean measured =
        rows.stream()
            .map(row -> run.path("rungs").path(row.get("id").toString()))
            .anyMatch(rung -> rung.path("latency_ms").isObject() || rung.path("bytes").isNumber());
    view.put("costHeads", measured ? List.of("ms p50", "ms p99", "MB") : List.of());
    for (Map<String, Object> row : rows) {
      row.put(
          "costs", measured ? costs(run.path("rungs").path(row.get("id").toString())) : List.of());
    }
  }

  private static List<Map<String, Object>> costs(JsonNode rung) {
    return List.of(
        cell(SummaryTree.number(rung, "/latency_ms/p50")),
        cell(SummaryTree.number(rung, "/latency_ms/p99")),
        cell(SummaryTree.number(rung, "/bytes") / BYTES_PER_MB));
  }

  private static Map<String, Object> cell(double value) {
    boolean known = Double.isFinite(value);
    return Map.of(
        "text",
        known ? String.format(Locale.ROOT, "%.1f", value) : Numbers.DASH,
        "sort",
        known ? Double.toString(value) : "");
  }

  /** Facts of what ran that only run.json has. */
  static List<Map<String, Object>> facts(JsonNode run) {
    List<Map<String, Object>> facts = new ArrayList<>();
    fact(facts, "Device", SummaryTree.text(run, "/learnt/device"));
    fact(facts, "Hardware", SummaryTree.text(run, "/learnt/hardware"));
    JsonNode machine = run.path("machine");
    if (machine.isObject()) {
      fact(
          facts,
          "Driver's machine",
          SummaryTree.text(machine, "/os")
              + ", "
              + SummaryTree.text(machine, "/arch")
              + ", "
              + SummaryTree.text(machine, "/cores")
              + " cores");
    }
    double total = SummaryTree.number(run, "/timings/total_s");
    if (Double.isFinite(total)) {
      fact(facts, "Time", String.format(Locale.ROOT, "%.0f s", total));
    }
    fact(facts, "Inputs", SummaryTree.text(run, "/fingerprint"));
    return facts;
  }

  private static void fact(List<Map<String, Object>> facts, String name, String value) {
    if (!value.isEmpty()) {
      facts.add(Map.of("name", name, "value", value));
    }
  }
}
