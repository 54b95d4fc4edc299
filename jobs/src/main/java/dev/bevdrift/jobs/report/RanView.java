package dev.bevdrift.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the templates see of what ran: facts as name and value. */
final class RanView {
  private RanView() {}

  static List<Map<String, Object>> of(SummaryTree summary) {
    List<Map<String, Object>> facts = new ArrayList<>();
    boolean random = summary.root().at("/ran/model/random_weights").asBoolean();
    fact(facts, "Model", summary.text("/ran/model/name") + (random ? " (random weights)" : ""));
    fact(facts, "Checkpoint", summary.text("/ran/model/checkpoint_sha256"));
    fact(facts, "Configuration", summary.text("/ran/model/config_sha256"));
    fact(
        facts,
        "Data",
        summary.text("/ran/data/name")
            + " "
            + summary.text("/ran/data/version")
            + ", "
            + summary.text("/ran/data/split"));
    fact(
        facts,
        "Reference",
        summary.text("/ran/reference/made_by") + ": " + summary.text("/ran/reference/attestation"));
    int threads = summary.root().at("/ran/threads/intra_op").asInt();
    fact(
        facts,
        "Runtime",
        "ONNX Runtime "
            + summary.text("/ran/versions/onnxruntime")
            + " on "
            + summary.text("/ran/provider")
            + ", "
            + threads
            + (threads == 1 ? " thread" : " threads")
            + " a session, TF32 "
            + (summary.root().at("/ran/tf32").asBoolean() ? "on" : "off"));
    fact(
        facts,
        "Versions",
        "bevdrift "
            + summary.text("/bevdrift")
            + ", Spark "
            + summary.text("/ran/versions/spark")
            + ", Java "
            + summary.text("/ran/versions/java"));
    return facts;
  }

  private static void fact(List<Map<String, Object>> facts, String name, String value) {
    facts.add(Map.of("name", name, "value", value));
  }
}
