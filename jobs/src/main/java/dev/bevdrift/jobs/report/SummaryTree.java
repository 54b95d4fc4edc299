package dev.bevdrift.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bevdrift.jobs.run.RunNames;
import dev.bevdrift.metrics.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * summary.json as reports read it, so that a report can be made again of a finished run. What is
 * absent or null is NaN, empty text, or no row; keys that this version doesn't know stay unread.
 */
final class SummaryTree {
  private static final String RUNG = "rung";
  private static final String OF_RUNG = "rung:";

  private final JsonNode root;

  private SummaryTree(JsonNode root) {
    this.root = root;
  }

  /**
   * Takes a document.
   *
   * @throws InputException when it is no summary of this version
   */
  static SummaryTree of(JsonNode root) {
    if (root.path("schema_version").asInt() != SummaryJson.SCHEMA_VERSION
        || !root.path("rungs").isArray()) {
      throw new InputException(
          "Cannot draw a report: summary.json has schema_version "
              + root.path("schema_version")
              + ", expected "
              + SummaryJson.SCHEMA_VERSION
              + " and a list of rungs");
    }
    return new SummaryTree(root);
  }

  JsonNode root() {
    return root;
  }

  /** Whether there are figures and verdicts. */
  boolean hasFigures() {
    return root.path("mode").asText().equals("figures");
  }

  /** Text at a JSON pointer; empty when there is none. */
  String text(String pointer) {
    return text(root, pointer);
  }

  /** Every row, in the summary's order. */
  List<JsonNode> rows() {
    List<JsonNode> rows = new ArrayList<>();
    root.path("rungs").forEach(rows::add);
    return rows;
  }

  /** The rows of rungs proper: no original, no noise floor, none that could not be exported. */
  List<JsonNode> rungs() {
    return rows().stream().filter(row -> is(row, RUNG)).toList();
  }

  /** The row with that id. */
  Optional<JsonNode> row(String id) {
    return rows().stream().filter(row -> row.path("id").asText().equals(id)).findFirst();
  }

  /** Id of the row that a row is compared with; empty when it is compared with none. */
  static String baselineRow(JsonNode row) {
    String baseline = text(row, "/baseline");
    if (baseline.isEmpty()) {
      return "";
    }
    return baseline.startsWith(OF_RUNG)
        ? baseline.substring(OF_RUNG.length())
        : RunNames.original(baseline);
  }

  /** Whether a row is of that kind: original, floor, rung or not_exportable. */
  static boolean is(JsonNode row, String kind) {
    return row.path("kind").asText().equals(kind);
  }

  /** A number at a JSON pointer; NaN when there is none. */
  static double number(JsonNode node, String pointer) {
    JsonNode found = node.at(pointer);
    return found.isNumber() ? found.doubleValue() : Double.NaN;
  }

  /** Text at a JSON pointer; empty when there is none. */
  static String text(JsonNode node, String pointer) {
    JsonNode found = node.at(pointer);
    return found.isNull() || found.isMissingNode() ? "" : found.asText();
  }
}
