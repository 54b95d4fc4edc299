package dev.bevdrift.jobs.doctor;

import dev.bevdrift.udf.finding.Finding;
import dev.bevdrift.udf.finding.Finding.Severity;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Findings for people. */
public final class FindingsText {
  private static final int WIDTH = 110;

  private FindingsText() {}

  /** The errors and warnings of each rung by their rules, in lines of at most 110 letters. */
  public static String lines(List<Finding> findings) {
    Map<String, Set<String>> rules = new LinkedHashMap<>();
    for (Finding finding : findings) {
      if (finding.severity() != Severity.NOTE || finding.rule().equals(Doctor.UNKNOWN)) {
        rules.computeIfAbsent(finding.rung(), any -> new LinkedHashSet<>()).add(finding.rule());
      }
    }
    StringBuilder text = new StringBuilder();
    rules.forEach((rung, named) -> wrap("Findings: " + rung + ":", named, text));
    if (text.length() > 0) {
      text.append("Findings' evidence, and what to check next: ")
          .append(FindingsJson.NAME)
          .append('\n');
    }
    return text.toString();
  }

  private static void wrap(String head, Set<String> words, StringBuilder to) {
    StringBuilder line = new StringBuilder(head);
    for (String word : words) {
      if (line.length() + word.length() + 2 > WIDTH) {
        to.append(line).append('\n');
        line = new StringBuilder("   ");
      }
      line.append(' ').append(word);
    }
    to.append(line).append('\n');
  }

  /** Each finding with its evidence and what to check next; empty of none. */
  public static String paragraphs(List<Finding> findings) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : findings) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s %s: %s%n  seen: %s%n",
              finding.severity().key(),
              finding.rule(),
              finding.message(),
              finding.evidence()));
      if (!finding.next().isEmpty()) {
        text.append(String.format(Locale.ROOT, "  next: %s%n", finding.next()));
      }
    }
    return text.toString();
  }
}
