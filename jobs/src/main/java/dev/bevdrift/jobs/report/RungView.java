package dev.bevdrift.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bevdrift.jobs.verdict.Word;
import dev.bevdrift.metrics.box.TpError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the templates see of one row of the ladder: cells of text with the number to sort by. */
final class RungView {
  private static final List<String> FATES = List.of("lost", "gained", "moved", "reranked");

  private final JsonNode row;
  private final boolean hasFigures;
  private final boolean exportable;
  private final JsonNode gate;

  private RungView(JsonNode row, boolean hasFigures, JsonNode gate) {
    this.gate = gate;
    this.row = row;
    this.hasFigures = hasFigures;
    this.exportable = !SummaryTree.is(row, "not_exportable");
  }

  /**
   * A row.
   *
   * @param gate the limits between the verdicts, as summary.json has them
   */
  static Map<String, Object> of(JsonNode row, boolean hasFigures, JsonNode gate) {
    return new RungView(row, hasFigures, gate).view();
  }

  private Map<String, Object> view() {
    Map<String, Object> view = new LinkedHashMap<>();
    Word word = word(row);
    view.put("id", row.path("id").asText());
    view.put("kind", row.path("kind").asText());
    view.put("floor", SummaryTree.is(row, "floor"));
    view.put("baseline", SummaryTree.text(row, "/baseline"));
    view.put("rewrites", rewrites());
    view.put("map", figure("/metrics/mean_ap"));
    view.put("nds", figure("/metrics/nd_score"));
    view.put("dmap", delta("mean_ap"));
    view.put("dnds", delta("nd_score"));
    List<Map<String, Object>> errors = new ArrayList<>();
    for (TpError error : TpError.values()) {
      errors.add(error(error));
    }
    view.put("errors", errors);
    view.put(
        "outputs",
        List.of(
            output("bev_embed", "bev_embed"),
            output("scores", "all_cls_scores"),
            output("boxes", "all_bbox_preds")));
    view.put("boxes", FATES.stream().map(this::count).toList());
    view.put("compared", row.path("boxes").isObject());
    view.put("verdict", exportable ? word.text() : "not exportable");
    view.put("style", style(word));
    view.put("rank", word.rank());
    view.put("reason", SummaryTree.text(row, exportable ? "/reason" : "/not_exportable"));
    return view;
  }

  private String rewrites() {
    List<String> ids = new ArrayList<>();
    row.path("rewrites").forEach(id -> ids.add(id.asText()));
    return String.join(", ", ids);
  }

  private Map<String, Object> figure(String pointer) {
    double value = hasFigures ? SummaryTree.number(row, pointer) : Double.NaN;
    return cell(value, Numbers.figure(value), "");
  }

  private Map<String, Object> delta(String figure) {
    double value = hasFigures ? SummaryTree.number(row, "/delta/" + figure) : Double.NaN;
    String interval =
        Numbers.interval(
            SummaryTree.number(row, "/interval/low/" + figure),
            SummaryTree.number(row, "/interval/high/" + figure));
    return cell(value, Numbers.delta(value), hasFigures ? interval : "");
  }

  /** A growth of a true-positive error beyond the gate's margins looks like the verdict's word. */
  private Map<String, Object> error(TpError error) {
    String figure = "tp_errors/" + error.jsonName();
    Map<String, Object> cell = new LinkedHashMap<>(delta(figure));
    double grows = SummaryTree.number(row, "/delta/" + figure);
    String style = "";
    if (grows >= SummaryTree.number(gate, "/breaks/tp_error")) {
      style = "breaks";
    } else if (grows > SummaryTree.number(gate, "/harmless/tp_error")) {
      style = "degrades";
    }
    cell.put("style", style);
    return cell;
  }

  /** The largest difference of an output under either of its names. */
  private Map<String, Object> output(String decoded, String raw) {
    JsonNode outputs = row.at("/tensor_diff/outputs");
    String name = outputs.has(decoded) ? decoded : raw;
    double value = SummaryTree.number(outputs, "/" + name + "/max_abs");
    return cell(value, Numbers.magnitude(value), "");
  }

  private Map<String, Object> count(String fate) {
    JsonNode found = row.path("boxes").path(fate);
    return found.isNumber()
        ? cell(found.doubleValue(), Numbers.count(found.longValue()), "")
        : cell(Double.NaN, Numbers.DASH, "");
  }

  /** A table cell; the number it is sorted by is empty when there is none. */
  private static Map<String, Object> cell(double value, String text, String interval) {
    return Map.of(
        "text",
        text,
        "sort",
        Double.isFinite(value) ? Double.toString(value) : "",
        "interval",
        interval);
  }

  private static Word word(JsonNode row) {
    String text = SummaryTree.text(row, "/verdict");
    for (Word word : Word.values()) {
      if (Objects.equals(word.text(), text)) {
        return word;
      }
    }
    return Word.NONE;
  }

  private static String style(Word word) {
    return switch (word) {
      case EXACT, HARMLESS -> "safe";
      case DEGRADES -> "degrades";
      case BREAKS -> "breaks";
      case CANT_TELL -> "open";
      case NONE -> "none";
    };
  }
}
