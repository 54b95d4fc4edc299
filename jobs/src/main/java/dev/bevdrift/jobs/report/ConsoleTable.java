package dev.bevdrift.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The ladder as a plain table for terminals, at most 120 columns wide for ids up to 24 characters.
 *
 * <p>It reads the tree of summary.json, so that a run's table can be printed again long after.
 */
public final class ConsoleTable {
  /** Longer ids are cut, with a tilde at the end. */
  private static final int ID_WIDTH = 25;

  private static final List<String> HEAD =
      List.of(
          "rung",
          "mAP",
          "NDS",
          "dmAP",
          "dNDS",
          "bev_embed",
          "scores",
          "boxes",
          "lost",
          "gain",
          "moved",
          "verdict");

  private ConsoleTable() {}

  /** The table with a heading, a line a rung, and a line feed after each. */
  public static String text(Summary summary) {
    return text(SummaryJson.tree(summary), UnaryOperator.identity());
  }

  /**
   * The same out of a summary.json.
   *
   * @param verdict puts colours around a verdict
   */
  public static String text(JsonNode summary, UnaryOperator<String> verdict) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(HEAD);
    summary.path("rungs").forEach(rung -> lines.add(cells(rung)));
    int[] widths = new int[HEAD.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder out = new StringBuilder();
    for (List<String> line : lines) {
      out.append(joined(line, widths, line == HEAD ? UnaryOperator.identity() : verdict));
      out.append('\n');
    }
    out.append("columns bev_embed, scores, boxes: largest difference of the graph's output\n");
    for (JsonNode rung : summary.path("rungs")) {
      if (isMissing(rung)) {
        out.append(rung.path("id").asText())
            .append(": not exportable: ")
            .append(rung.path("not_exportable").asText(""))
            .append('\n');
      }
    }
    return out.toString();
  }

  private static String joined(List<String> line, int[] widths, UnaryOperator<String> verdict) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < widths.length - 1; i++) {
      String cell = line.get(i);
      String pad = " ".repeat(widths[i] - cell.length());
      out.append(i == 0 ? "" : "  ").append(i == 0 ? cell + pad : pad + cell);
    }
    String last = line.get(widths.length - 1);
    return last.isEmpty() ? out.toString().stripTrailing() : out + "  " + verdict.apply(last);
  }

  private static List<String> cells(JsonNode rung) {
    String id = rung.path("id").asText();
    JsonNode metrics = rung.path("metrics");
    JsonNode delta = rung.path("delta");
    JsonNode boxes = rung.path("boxes");
    return List.of(
        shortened(rung.path("kind").asText().equals("floor") ? id + " (A/A)" : id),
        Numbers.figure(number(metrics, "mean_ap")),
        Numbers.figure(number(metrics, "nd_score")),
        Numbers.delta(number(delta, "mean_ap")),
        Numbers.delta(number(delta, "nd_score")),
        difference(rung, "bev_embed", "bev_embed"),
        difference(rung, "scores", "all_cls_scores"),
        difference(rung, "boxes", "all_bbox_preds"),
        count(boxes, "lost"),
        count(boxes, "gained"),
        count(boxes, "moved"),
        isMissing(rung) ? "not exportable" : rung.path("verdict").asText(""));
  }

  private static boolean isMissing(JsonNode rung) {
    return rung.path("kind").asText().equals("not_exportable");
  }

  private static double number(JsonNode node, String key) {
    return node.path(key).isNumber() ? node.path(key).doubleValue() : Double.NaN;
  }

  private static String count(JsonNode boxes, String key) {
    return boxes.path(key).isNumber() ? boxes.path(key).asText() : Numbers.DASH;
  }

  /** The largest difference of the decoded output, or of the raw one where there is no other. */
  private static String difference(JsonNode rung, String decoded, String raw) {
    JsonNode outputs = rung.path("tensor_diff").path("outputs");
    return Numbers.magnitude(number(outputs.path(outputs.has(decoded) ? decoded : raw), "max_abs"));
  }

  private static String shortened(String id) {
    return id.length() <= ID_WIDTH ? id : id.substring(0, ID_WIDTH - 1) + "~";
  }
}
