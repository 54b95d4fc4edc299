package dev.bevdrift.jobs.job;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.outcome.ConfusionJson;
import dev.bevdrift.metrics.outcome.ConfusionTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** A confusion table for terminals, and its JSON on the local disk. */
final class ConfusionText {
  private static final int NAME_WIDTH = 20;
  private static final int CELL_WIDTH = 8;

  private ConfusionText() {}

  /** A row a predicted class, a column a true class. */
  static String text(ConfusionTable table) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "Predicted (rows) and true (columns) classes, within %.1f m, score at least %s:%n",
            table.thresholdM(),
            table.minScore()));
    text.append(" ".repeat(NAME_WIDTH));
    for (DetectionClass actual : table.classes()) {
      text.append(cell(shortened(actual.jsonName())));
    }
    text.append(cell("no box")).append(System.lineSeparator());
    for (DetectionClass predicted : table.classes()) {
      text.append(name(predicted.jsonName()));
      for (DetectionClass actual : table.classes()) {
        text.append(cell(Long.toString(table.count(predicted, actual))));
      }
      text.append(cell(Long.toString(table.spurious(predicted)))).append(System.lineSeparator());
    }
    text.append(name("missed"));
    for (DetectionClass actual : table.classes()) {
      text.append(cell(Long.toString(table.missed(actual))));
    }
    return text.append(System.lineSeparator()).toString();
  }

  private static String name(String text) {
    return String.format(Locale.ROOT, "%-" + NAME_WIDTH + "s", text);
  }

  private static String cell(String text) {
    return String.format(Locale.ROOT, "%" + CELL_WIDTH + "s", text);
  }

  private static String shortened(String name) {
    return name.length() < CELL_WIDTH ? name : name.substring(0, CELL_WIDTH - 2) + "~";
  }

  /** Writes the JSON beside its place first. */
  static void write(Path file, ConfusionTable table) {
    Path beside = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.write(beside, ConfusionJson.text(table).getBytes(StandardCharsets.UTF_8));
      Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new InputException(
          "Cannot write " + file + ": " + e.getMessage() + ", expected a writable place", e);
    }
  }
}
