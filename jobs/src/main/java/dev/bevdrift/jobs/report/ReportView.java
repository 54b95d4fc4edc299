package dev.bevdrift.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the templates of report.md and report.html see: text, already formatted, not yet escaped.
 *
 * <p>A map and not a record, since the template engine looks names up.
 */
final class ReportView {
  private ReportView() {}

  static Map<String, Object> of(SummaryTree summary) {
    Map<String, Object> view = new LinkedHashMap<>();
    Answer answer = Answer.of(summary);
    JsonNode root = summary.root();
    boolean hasFigures = summary.hasFigures();
    view.put("model", summary.text("/ran/model/name"));
    view.put("data", summary.text("/ran/data/name"));
    view.put("version", summary.text("/ran/data/version"));
    view.put("split", summary.text("/ran/data/split"));
    view.put("headline", answer.headline());
    view.put("hasFigures", hasFigures);
    view.put("numericsOnly", summary.text("/mode_reason"));
    view.put("attested", root.path("attested").asBoolean());
    view.put("attestation", summary.text("/ran/reference/attestation"));
    view.put("synthetic", root.path("synthetic").asBoolean());
    view.put("whatIsSynthetic", whatIsSynthetic(root));
    view.put("incomplete", summary.text("/status").equals("incomplete"));
    view.put("failedFrames", root.path("failed_frames").asInt());
    view.put("notices", texts(root.path("notices")));
    view.put("frames", root.at("/ran/frames").asInt());
    view.put("scenes", root.at("/ran/scenes").asInt());
    view.put("confidence", Math.round(100 * root.at("/gate/harmless/confidence").asDouble()));
    view.put("cards", answer.cards());
    view.put("originals", originals(summary));
    List<Map<String, Object>> rows =
        summary.rows().stream()
            .map(row -> RungView.of(row, hasFigures, root.path("gate")))
            .toList();
    view.put("rows", rows);
    view.put("compared", rows.stream().filter(row -> (boolean) row.get("compared")).toList());
    ForcedView.into(view, summary);
    SliceView.into(view, summary);
    view.put("missing", missing(summary));
    view.put("failures", failures(root.path("failures")));
    view.put("hasFailures", !root.path("failures").isEmpty());
    view.put("ran", RanView.of(summary));
    return view;
  }

  private static String whatIsSynthetic(JsonNode root) {
    boolean model = root.at("/ran/model/synthetic").asBoolean();
    boolean data = root.at("/ran/data/synthetic").asBoolean();
    if (model && data) {
      return "the frames were rendered and the model was trained on rendered frames";
    }
    return model ? "the model was trained on rendered frames" : "the frames were rendered";
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static List<Map<String, Object>> originals(SummaryTree summary) {
    if (!summary.hasFigures()) {
      return List.of();
    }
    return summary.rows().stream()
        .filter(row -> SummaryTree.is(row, "original") && row.path("metrics").isObject())
        .map(
            row ->
                Map.<String, Object>of(
                    "id",
                    row.path("id").asText(),
                    "map",
                    Numbers.figure(SummaryTree.number(row, "/metrics/mean_ap")),
                    "nds",
                    Numbers.figure(SummaryTree.number(row, "/metrics/nd_score"))))
        .toList();
  }

  private static List<Map<String, Object>> missing(SummaryTree summary) {
    return summary.rows().stream()
        .filter(row -> SummaryTree.is(row, "not_exportable"))
        .map(
            row ->
                Map.<String, Object>of(
                    "id",
                    row.path("id").asText(),
                    "message",
                    SummaryTree.text(row, "/not_exportable")))
        .toList();
  }

  private static List<Map<String, Object>> failures(JsonNode failures) {
    List<Map<String, Object>> view = new ArrayList<>();
    for (JsonNode failure : failures) {
      String rung = SummaryTree.text(failure, "/rung");
      String camera = SummaryTree.text(failure, "/camera");
      view.add(
          Map.of(
              "scene",
              failure.path("scene").asText(),
              "sample",
              failure.path("sample_token").asText(),
              "rung",
              rung.isEmpty() ? "all" : rung,
              "camera",
              camera.isEmpty() ? Numbers.DASH : camera,
              "stage",
              failure.path("stage").asText(),
              "message",
              failure.path("message").asText()));
    }
    return view;
  }
}
