package dev.bevdrift.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.finished.FinishedRun;
import dev.bevdrift.jobs.listing.SideBySide;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Several runs in one HTML page that opens offline: of other models, other data, other nights. */
public final class SeveralPage {
  private static final List<String> SCRIPT = List.of("kit", "several");

  private final List<FinishedRun> runs;
  private final List<SummaryTree> summaries;
  private final List<Map<String, Object>> rows = new ArrayList<>();
  private final ObjectNode data = JsonNodeFactory.instance.objectNode();

  private SeveralPage(List<FinishedRun> runs) {
    this.runs = List.copyOf(runs);
    this.summaries = runs.stream().map(run -> SummaryTree.of(run.summary())).toList();
  }

  /**
   * The page.
   *
   * @param runs finished ones; their order numbers them
   */
  public static String html(List<FinishedRun> runs) {
    return new SeveralPage(runs).html();
  }

  private String html() {
    ArrayNode told = data.putArray("runs");
    ArrayNode drawn = data.putArray("rows");
    List<Map<String, Object>> cards = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      cards.add(card(i));
      told.addObject()
          .put("name", label(i))
          .put("hasFigures", summaries.get(i).hasFigures())
          .set("gate", summaries.get(i).root().path("gate"));
      for (JsonNode row : summaries.get(i).rows()) {
        add(i, row, drawn);
      }
    }
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("headline", headline());
    view.put("cards", cards);
    view.put("rows", rows);
    List<String> differences = SideBySide.differences(runs);
    view.put("differences", String.join(", ", differences));
    view.put("otherConditions", !List.of("checkpoint").containsAll(differences));
    return ReportFiles.page("several.html.mustache", view, data, SCRIPT);
  }

  /** What tells a run apart in a column, a legend and a filter. */
  private String label(int run) {
    return "[" + (run + 1) + "] " + runs.get(run).model("name");
  }

  private String headline() {
    Set<String> models = new TreeSet<>();
    Set<String> sets = new TreeSet<>();
    for (FinishedRun run : runs) {
      models.add(run.model("config_sha256") + run.model("checkpoint_sha256"));
      sets.add(run.conditions().dataSha256());
    }
    return runs.size()
        + " runs of "
        + count(models.size(), "model", "models")
        + " on "
        + count(sets.size(), "data set", "data sets");
  }

  private static String count(int count, String one, String many) {
    return count == 1 ? "one " + one : count + " " + many;
  }

  private Map<String, Object> card(int number) {
    FinishedRun run = runs.get(number);
    SummaryTree summary = summaries.get(number);
    JsonNode root = summary.root();
    JsonNode original =
        summary.rows().stream()
            .filter(row -> SummaryTree.is(row, "original") && row.path("metrics").isObject())
            .findFirst()
            .orElse(JsonNodeFactory.instance.missingNode());
    Map<String, Object> card = new LinkedHashMap<>();
    card.put("title", label(number));
    card.put("run", run.name());
    card.put("answer", Answer.of(summary).headline());
    card.put("data", run.dataText());
    card.put("frames", count(root.at("/ran/frames").asInt(), "frame", "frames"));
    card.put("scenes", count(root.at("/ran/scenes").asInt(), "scene", "scenes"));
    card.put("runtime", run.conditions().runtimeText());
    card.put("checkpoint", shortened(run.model("checkpoint_sha256")));
    card.put("hasOriginal", summary.hasFigures() && original.isObject());
    card.put("map", Numbers.figure(SummaryTree.number(original, "/metrics/mean_ap")));
    card.put("nds", Numbers.figure(SummaryTree.number(original, "/metrics/nd_score")));
    card.put("attested", root.path("attested").asBoolean());
    card.put("synthetic", root.path("synthetic").asBoolean());
    card.put("numericsOnly", summary.hasFigures() ? "" : summary.text("/mode_reason"));
    card.put("incomplete", summary.text("/status").equals("incomplete"));
    return card;
  }

  private static String shortened(String hash) {
    return hash.substring(0, Math.min(8, hash.length()));
  }

  private void add(int run, JsonNode row, ArrayNode drawn) {
    SummaryTree summary = summaries.get(run);
    Map<String, Object> view =
        new LinkedHashMap<>(RungView.of(row, summary.hasFigures(), summary.root().path("gate")));
    view.put("number", run);
    view.put("label", label(run));
    view.put("run", runs.get(run).name());
    view.put("place", rows.size());
    double largest = SummaryTree.number(row, "/tensor_diff/max_abs");
    view.put(
        "largest",
        Map.of(
            "text",
            Numbers.magnitude(largest),
            "sort",
            Double.isFinite(largest) ? Double.toString(largest) : ""));
    rows.add(view);
    ObjectNode node = drawn.addObject().put("run", run);
    for (String key : List.of("id", "kind", "verdict", "reason", "metrics", "delta", "interval")) {
      node.set(key, row.path(key));
    }
  }
}
