package dev.bevdrift.jobs.listing;

import java.util.ArrayList;
import java.util.List;

/** A plain table for terminals: columns as wide as their widest cell. */
public final class TextTable {
  /** On which side a column's cells stand. */
  public enum Side {
    LEFT,
    RIGHT
  }

  private final List<Side> sides;
  private final List<List<String>> lines = new ArrayList<>();

  private TextTable(List<Side> sides) {
    this.sides = sides;
  }

  /** Without lines yet; for each column a side. */
  public static TextTable of(List<Side> sides) {
    return new TextTable(List.copyOf(sides));
  }

  /** Adds a line of as many cells as there are columns. */
  public void add(List<String> cells) {
    if (cells.size() != sides.size()) {
      throw new IllegalArgumentException(
          "Cannot add " + cells.size() + " cells: expected " + sides.size());
    }
    lines.add(List.copyOf(cells));
  }

  /** The lines, each with a line feed and without blanks at its end. */
  public String text() {
    int[] widths = new int[sides.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder out = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder row = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String pad = " ".repeat(widths[i] - line.get(i).length());
        row.append(i == 0 ? "" : "  ");
        row.append(sides.get(i) == Side.LEFT ? line.get(i) + pad : pad + line.get(i));
      }
      out.append(row.toString().stripTrailing()).append('\n');
    }
    return out.toString();
  }
}
