package dev.bevdrift.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bevdrift.jobs.verdict.Word;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The answer a reader came for: which rungs are safe to ship, and which cost what. */
final class Answer {
  /** Rungs that a card tells of; the table has the others. */
  static final int MOST_ON_A_CARD = 8;

  private static final String NDS = "/delta/nd_score";

  private final SummaryTree summary;
  private final List<JsonNode> rungs;

  private Answer(SummaryTree summary) {
    this.summary = summary;
    this.rungs = summary.rungs();
  }

  static Answer of(SummaryTree summary) {
    return new Answer(summary);
  }

  /** One line that says how many rungs got which verdict. */
  String headline() {
    if (!summary.hasFigures()) {
      return rungs.size() + (rungs.size() == 1 ? " rung" : " rungs") + " compared, numerics only";
    }
    List<String> parts = new ArrayList<>();
    parts.add(safe().size() + " of " + rungs.size() + " rungs safe");
    add(parts, with(Word.BREAKS).size(), "breaks", "break");
    add(parts, with(Word.DEGRADES).size(), "degrades", "degrade");
    add(parts, with(Word.CANT_TELL).size(), "open", "open");
    add(parts, failed(), "failed", "failed");
    return String.join(", ", parts);
  }

  /** What the templates see: one card a verdict that some rung got. */
  List<Map<String, Object>> cards() {
    List<Map<String, Object>> cards = new ArrayList<>();
    if (summary.hasFigures()) {
      card(cards, "Safe to ship", "safe", safe());
      card(cards, "Degrades", "degrades", with(Word.DEGRADES));
      card(cards, "Breaks", "breaks", with(Word.BREAKS));
      card(cards, "Can't tell yet", "open", with(Word.CANT_TELL));
    }
    return cards;
  }

  private List<JsonNode> safe() {
    List<JsonNode> safe = new ArrayList<>(with(Word.EXACT));
    safe.addAll(with(Word.HARMLESS));
    return safe;
  }

  /** How many rungs gave nothing on any frame, so that they have no verdict. */
  private int failed() {
    return (int)
        rungs.stream()
            .filter(row -> row.path("frames").asInt() == 0)
            .filter(row -> row.path("failed_frames").asInt() > 0)
            .count();
  }

  /** The rungs with a verdict, the largest loss of NDS first, else in the ladder's order. */
  private List<JsonNode> with(Word word) {
    return rungs.stream()
        .filter(row -> row.path("verdict").asText("").equals(word.text()))
        .sorted(Comparator.comparingDouble(Answer::shownNds))
        .toList();
  }

  /** What prints alike ranks alike. */
  private static double shownNds(JsonNode row) {
    double nds = SummaryTree.number(row, NDS);
    return Numbers.isShownLoss(nds) ? nds : 0;
  }

  private static void add(List<String> parts, int count, String one, String many) {
    if (count > 0) {
      parts.add(count + " " + (count == 1 ? one : many));
    }
  }

  private static void card(
      List<Map<String, Object>> cards, String title, String style, List<JsonNode> rows) {
    if (rows.isEmpty()) {
      return;
    }
    Map<String, Object> card = new LinkedHashMap<>();
    card.put("title", title);
    card.put("style", style);
    card.put("count", rows.size());
    // A safe rung needs no reason: its name is the answer.
    card.put("plain", style.equals("safe"));
    card.put("names", rows.stream().map(Answer::item).toList());
    card.put("items", rows.stream().limit(MOST_ON_A_CARD).map(Answer::item).toList());
    card.put("more", Math.max(0, rows.size() - MOST_ON_A_CARD));
    card.put("hasMore", rows.size() > MOST_ON_A_CARD);
    cards.add(card);
  }

  private static Map<String, Object> item(JsonNode row) {
    double nds = SummaryTree.number(row, NDS);
    return Map.of(
        "id",
        row.path("id").asText(),
        "nds",
        Numbers.delta(nds),
        "interval",
        Numbers.interval(
            SummaryTree.number(row, "/interval/low/nd_score"),
            SummaryTree.number(row, "/interval/high/nd_score")),
        "map",
        Numbers.delta(SummaryTree.number(row, "/delta/mean_ap")),
        "word",
        row.path("verdict").asText(),
        "reason",
        SummaryTree.text(row, "/reason"),
        "boxes",
        boxes(row.path("boxes")));
  }

  /** What became of the baseline's boxes; empty when nothing did. */
  private static String boxes(JsonNode boxes) {
    List<String> parts = new ArrayList<>();
    for (String fate : List.of("moved", "lost", "gained", "class_flipped", "attribute_flipped")) {
      long count = boxes.path(fate).asLong();
      if (count > 0) {
        parts.add(Numbers.count(count) + " " + fate.replace("_flipped", " changed"));
      }
    }
    return parts.isEmpty()
        ? ""
        : Numbers.count(boxes.path("kept").asLong()) + " boxes kept; " + String.join(", ", parts);
  }
}
