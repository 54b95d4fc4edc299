package dev.bevdrift.jobs.report;

import dev.bevdrift.jobs.verdict.Word;
import java.util.ArrayList;
import java.util.List;

/** The answer a reader came for: which rungs are safe to ship, and which cost what. */
final class Answer {
  private final List<RungRow> rungs;
  private final Summary summary;

  private Answer(Summary summary) {
    this.summary = summary;
    this.rungs = summary.rows().stream().filter(row -> row.kind() == RungRow.Kind.RUNG).toList();
  }

  static Answer of(Summary summary) {
    return new Answer(summary);
  }

  /** One line that says how many rungs got which verdict. */
  String headline() {
    if (!summary.hasFigures()) {
      return rungs.size() + (rungs.size() == 1 ? " rung" : " rungs") + " compared, numerics only";
    }
    List<String> parts = new ArrayList<>();
    int safe = with(Word.EXACT).size() + with(Word.HARMLESS).size();
    parts.add(safe + " of " + rungs.size() + " rungs safe");
    add(parts, with(Word.BREAKS).size(), "breaks", "break");
    add(parts, with(Word.DEGRADES).size(), "degrades", "degrade");
    add(parts, with(Word.CANT_TELL).size(), "open", "open");
    return String.join(", ", parts);
  }

  /** The rungs with a verdict, in the ladder's order. */
  List<RungRow> with(Word word) {
    return rungs.stream().filter(row -> row.judgement().word() == word).toList();
  }

  private static void add(List<String> parts, int count, String one, String many) {
    if (count > 0) {
      parts.add(count + " " + (count == 1 ? one : many));
    }
  }
}
