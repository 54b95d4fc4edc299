package dev.bevdrift.jobs.report;

import dev.bevdrift.jobs.verdict.BoxTotals;
import dev.bevdrift.jobs.verdict.SummaryFigures;
import dev.bevdrift.jobs.verdict.Word;
import dev.bevdrift.metrics.box.TpError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the templates of report.md and report.html see: text, already formatted, not yet escaped.
 *
 * <p>A map and not a record, since the template engine looks names up.
 */
final class ReportView {
  private ReportView() {}

  static Map<String, Object> of(Summary summary) {
    Map<String, Object> view = new LinkedHashMap<>();
    Answer answer = Answer.of(summary);
    view.put("model", summary.model().name());
    view.put("data", summary.data().name());
    view.put("version", summary.data().version());
    view.put("split", summary.data().split());
    view.put("headline", answer.headline());
    view.put("hasFigures", summary.hasFigures());
    view.put("numericsOnly", summary.numericsOnly());
    view.put("attested", summary.reference().attested());
    view.put("attestation", summary.reference().attestation());
    view.put("madeBy", summary.reference().madeBy());
    view.put("synthetic", summary.isSynthetic());
    view.put("incomplete", !summary.complete());
    view.put("failedFrames", summary.failedFrames());
    view.put("notices", summary.notices());
    view.put("frames", summary.data().frames());
    view.put("scenes", summary.data().scenes());
    view.put("cards", cards(summary, answer));
    view.put("originals", originals(summary));
    view.put("rows", summary.rows().stream().map(row -> row(row, summary.hasFigures())).toList());
    SliceView.into(view, summary);
    view.put("missing", missing(summary));
    view.put("failures", failures(summary));
    view.put("hasFailures", !summary.failures().isEmpty());
    view.put("ran", ran(summary));
    return view;
  }

  private static List<Map<String, Object>> cards(Summary summary, Answer answer) {
    List<Map<String, Object>> cards = new ArrayList<>();
    if (summary.hasFigures()) {
      List<RungRow> safe = new ArrayList<>(answer.with(Word.EXACT));
      safe.addAll(answer.with(Word.HARMLESS));
      card(cards, "Safe to ship", "safe", safe);
      card(cards, "Degrades", "degrades", answer.with(Word.DEGRADES));
      card(cards, "Breaks", "breaks", answer.with(Word.BREAKS));
      card(cards, "Can't tell yet", "open", answer.with(Word.CANT_TELL));
    }
    return cards;
  }

  private static void card(
      List<Map<String, Object>> cards, String title, String style, List<RungRow> rows) {
    if (rows.isEmpty()) {
      return;
    }
    Map<String, Object> card = new LinkedHashMap<>();
    card.put("title", title);
    card.put("style", style);
    card.put("count", rows.size());
    card.put(
        "items",
        rows.stream()
            .map(
                row ->
                    Map.of(
                        "id",
                        row.id(),
                        "nds",
                        Numbers.delta(row.delta().ndScore()),
                        "map",
                        Numbers.delta(row.delta().meanAp()),
                        "word",
                        row.judgement().word().text(),
                        "reason",
                        row.judgement().reason(),
                        "boxes",
                        boxes(row.boxes())))
            .toList());
    cards.add(card);
  }

  /** What became of the baseline's boxes; empty when nothing did. */
  private static String boxes(BoxTotals boxes) {
    return boxes.within(BoxTotals.NONE)
        ? ""
        : String.format(
            Locale.ROOT,
            "%,d boxes kept, %,d of them moved; %,d lost, %,d gained",
            boxes.kept(),
            boxes.moved(),
            boxes.lost(),
            boxes.gained());
  }

  private static List<Map<String, Object>> originals(Summary summary) {
    if (!summary.hasFigures()) {
      return List.of();
    }
    return summary.rows().stream()
        .filter(row -> row.kind() == RungRow.Kind.ORIGINAL && row.metrics().isKnown())
        .map(
            row ->
                Map.<String, Object>of(
                    "id",
                    row.id(),
                    "map",
                    Numbers.figure(row.metrics().meanAp()),
                    "nds",
                    Numbers.figure(row.metrics().ndScore())))
        .toList();
  }

  private static Map<String, Object> row(RungRow row, boolean hasFigures) {
    SummaryFigures metrics = hasFigures ? row.metrics() : SummaryFigures.UNKNOWN;
    SummaryFigures delta = hasFigures ? row.delta() : SummaryFigures.UNKNOWN;
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", row.id());
    view.put("floor", row.kind() == RungRow.Kind.FLOOR);
    view.put("baseline", row.baseline());
    view.put("rewrites", String.join(", ", row.rewrites()));
    view.put("map", cell(metrics.meanAp(), Numbers.figure(metrics.meanAp())));
    view.put("nds", cell(metrics.ndScore(), Numbers.figure(metrics.ndScore())));
    view.put("dmap", cell(delta.meanAp(), Numbers.delta(delta.meanAp())));
    view.put("dnds", cell(delta.ndScore(), Numbers.delta(delta.ndScore())));
    List<Map<String, Object>> errors = new ArrayList<>();
    for (TpError error : TpError.values()) {
      errors.add(cell(delta.error(error), Numbers.delta(delta.error(error))));
    }
    view.put("errors", errors);
    List<Map<String, Object>> outputs = new ArrayList<>();
    outputs.add(output(row, "bev_embed"));
    outputs.add(output(row, row.hasTensor("scores") ? "scores" : "all_cls_scores"));
    outputs.add(output(row, row.hasTensor("boxes") ? "boxes" : "all_bbox_preds"));
    view.put("outputs", outputs);
    boolean compared = row.isCompared();
    List<Map<String, Object>> boxes = new ArrayList<>();
    boxes.add(count(row.boxes().lost(), compared));
    boxes.add(count(row.boxes().gained(), compared));
    boxes.add(count(row.boxes().moved(), compared));
    boxes.add(count(row.boxes().reranked(), compared));
    view.put("boxes", boxes);
    boolean exportable = row.kind() != RungRow.Kind.NOT_EXPORTABLE;
    view.put("verdict", exportable ? row.judgement().word().text() : "not exportable");
    view.put("style", style(row.judgement().word()));
    view.put("rank", row.judgement().word().rank());
    view.put("reason", exportable ? row.judgement().reason() : row.message());
    return view;
  }

  private static Map<String, Object> output(RungRow row, String name) {
    double value =
        row.tensors().stream()
            .filter(tensor -> tensor.name().equals(name))
            .mapToDouble(TensorFigures::maxAbs)
            .findFirst()
            .orElse(Double.NaN);
    return cell(value, Numbers.magnitude(value));
  }

  private static Map<String, Object> count(long value, boolean compared) {
    return compared ? cell((double) value, Long.toString(value)) : cell(Double.NaN, Numbers.DASH);
  }

  /** A table cell: its text, and the number it is sorted by (empty when there is none). */
  private static Map<String, Object> cell(double value, String text) {
    return Map.of("text", text, "sort", Double.isFinite(value) ? Double.toString(value) : "");
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

  private static List<Map<String, Object>> missing(Summary summary) {
    return summary.rows().stream()
        .filter(row -> row.kind() == RungRow.Kind.NOT_EXPORTABLE)
        .map(row -> Map.<String, Object>of("id", row.id(), "message", row.message()))
        .toList();
  }

  private static List<Map<String, Object>> failures(Summary summary) {
    return summary.failures().stream()
        .map(
            failure ->
                Map.<String, Object>of(
                    "scene",
                    failure.scene(),
                    "sample",
                    failure.sampleToken(),
                    "rung",
                    failure.rung().isEmpty() ? "all" : failure.rung(),
                    "camera",
                    failure.camera().isEmpty() ? Numbers.DASH : failure.camera(),
                    "stage",
                    failure.stage(),
                    "message",
                    failure.message()))
        .toList();
  }

  private static List<Map<String, Object>> ran(Summary summary) {
    Summary.Engine runtime = summary.runtime();
    Summary.Model model = summary.model();
    List<Map<String, Object>> facts = new ArrayList<>();
    fact(facts, "Model", model.name() + (model.randomWeights() ? " (random weights)" : ""));
    fact(facts, "Checkpoint", model.checkpointSha256());
    fact(facts, "Configuration", model.configSha256());
    fact(
        facts,
        "Data",
        summary.data().name() + " " + summary.data().version() + ", " + summary.data().split());
    fact(
        facts,
        "Reference",
        summary.reference().madeBy() + ": " + summary.reference().attestation());
    fact(
        facts,
        "Runtime",
        "ONNX Runtime "
            + runtime.onnxRuntime()
            + " on "
            + runtime.provider()
            + ", "
            + runtime.intraOpThreads()
            + (runtime.intraOpThreads() == 1 ? " thread" : " threads")
            + " a session, TF32 "
            + (runtime.tf32() ? "on" : "off"));
    fact(
        facts,
        "Versions",
        "bevdrift "
            + summary.toolVersion()
            + ", Spark "
            + runtime.spark()
            + ", Java "
            + runtime.java());
    return facts;
  }

  private static void fact(List<Map<String, Object>> facts, String name, String value) {
    facts.add(Map.of("name", name, "value", value));
  }
}
