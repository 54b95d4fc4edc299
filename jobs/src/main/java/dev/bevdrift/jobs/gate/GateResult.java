package dev.bevdrift.jobs.gate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.gate.Check.Outcome;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What came of a gate.
 *
 * @param run name of the run
 * @param baselines what it was compared with, one phrase each
 * @param notes what a reader must know, one line each
 * @param rules what came of each rule, in the order of the file
 */
public record GateResult(
    String run, List<String> baselines, List<String> notes, List<RuleResult> rules) {
  /** The file in a run folder that holds it. */
  public static final String FILE = "gate.json";

  private static final int LISTED = 200;

  public GateResult {
    baselines = List.copyOf(baselines);
    notes = List.copyOf(notes);
    rules = List.copyOf(rules);
  }

  /** The worst of all rules. */
  public Outcome outcome() {
    return rules.stream()
        .map(RuleResult::outcome)
        .max(Comparator.naturalOrder())
        .orElse(Outcome.OPEN);
  }

  /** As gate.json holds it; of a rule's checks all that did not pass and the nearest that did. */
  public ObjectNode tree() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("schema_version", 1);
    root.put("run", run);
    root.put("outcome", key(outcome()));
    baselines.forEach(root.putArray("baselines")::add);
    notes.forEach(root.putArray("notes")::add);
    ArrayNode array = root.putArray("rules");
    for (RuleResult result : rules) {
      ObjectNode node = array.addObject();
      node.put("rule", result.rule().name());
      node.put("line", result.rule().line());
      node.put("outcome", key(result.outcome()));
      node.put("checks", result.checks().size());
      node.put("text", result.line());
      ArrayNode listed = node.putArray("listed");
      for (Outcome outcome : List.of(Outcome.FAIL, Outcome.OPEN, Outcome.NEW, Outcome.PASS)) {
        result.worst(outcome).stream()
            .limit(outcome == Outcome.PASS ? 1 : LISTED)
            .forEach(check -> listed.add(tree(check)));
      }
    }
    return root;
  }

  private static ObjectNode tree(Check check) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("rung", check.address().rung());
    node.put("slice", check.address().slice());
    node.put("figure", check.address().figure());
    if (check.against().isEmpty()) {
      node.putNull("against");
    } else {
      node.put("against", check.against());
    }
    node.put("outcome", key(check.outcome()));
    put(node, "before", check.before());
    put(node, "now", check.now());
    node.put("text", check.text());
    return node;
  }

  private static void put(ObjectNode node, String key, double value) {
    if (Double.isFinite(value)) {
      node.put(key, value);
    } else {
      node.putNull(key);
    }
  }

  private static String key(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }
}
