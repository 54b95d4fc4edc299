package dev.bevdrift.jobs.report;

import dev.bevdrift.jobs.verdict.BoxTotals;
import java.util.ArrayList;
import java.util.List;

/**
 * The ladder as a plain table for terminals, at most 120 columns wide for ids up to 24 characters.
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
    List<List<String>> lines = new ArrayList<>();
    lines.add(HEAD);
    for (RungRow row : summary.rows()) {
      lines.add(cells(row, summary.hasFigures()));
    }
    int[] widths = new int[HEAD.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder out = new StringBuilder();
    for (List<String> line : lines) {
      out.append(joined(line, widths).stripTrailing()).append('\n');
    }
    out.append("columns bev_embed, scores, boxes: largest difference of the graph's output\n");
    for (RungRow row : summary.rows()) {
      if (row.kind() == RungRow.Kind.NOT_EXPORTABLE) {
        out.append(row.id()).append(": not exportable: ").append(row.message()).append('\n');
      }
    }
    return out.toString();
  }

  private static String joined(List<String> line, int[] widths) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = line.get(i);
      String pad = " ".repeat(widths[i] - cell.length());
      boolean leftAligned = i == 0 || i == widths.length - 1;
      out.append(i == 0 ? "" : "  ").append(leftAligned ? cell + pad : pad + cell);
    }
    return out.toString();
  }

  private static List<String> cells(RungRow row, boolean hasFigures) {
    boolean compared = row.isCompared();
    BoxTotals boxes = row.boxes();
    return List.of(
        shortened(row.kind() == RungRow.Kind.FLOOR ? row.id() + " (A/A)" : row.id()),
        hasFigures ? Numbers.figure(row.metrics().meanAp()) : Numbers.DASH,
        hasFigures ? Numbers.figure(row.metrics().ndScore()) : Numbers.DASH,
        hasFigures ? Numbers.delta(row.delta().meanAp()) : Numbers.DASH,
        hasFigures ? Numbers.delta(row.delta().ndScore()) : Numbers.DASH,
        Numbers.difference(row, "bev_embed"),
        Numbers.difference(row, row.hasTensor("scores") ? "scores" : "all_cls_scores"),
        Numbers.difference(row, row.hasTensor("boxes") ? "boxes" : "all_bbox_preds"),
        compared ? Long.toString(boxes.lost()) : Numbers.DASH,
        compared ? Long.toString(boxes.gained()) : Numbers.DASH,
        compared ? Long.toString(boxes.moved()) : Numbers.DASH,
        row.kind() == RungRow.Kind.NOT_EXPORTABLE
            ? "not exportable"
            : row.judgement().word().text());
  }

  private static String shortened(String id) {
    return id.length() <= ID_WIDTH ? id : id.substring(0, ID_WIDTH - 1) + "~";
  }
}
