package dev.bevdrift.jobs.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.doctor.FindingsJson;
import dev.bevdrift.jobs.verdict.SummaryFigures;
import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.score.FigureNames;
import java.util.List;

/** Comparisons as {@code diff.json}; its schema is {@code diff.schema.json}. */
public final class ComparisonJson {
  /** The file's name. */
  public static final String NAME = "diff.json";

  private static final int SCHEMA_VERSION = 1;

  private ComparisonJson() {}

  /** The file's text. */
  public static String text(List<Comparison> comparisons) {
    ObjectNode root = new ObjectMapper().createObjectNode().put("schema_version", SCHEMA_VERSION);
    ArrayNode rows = root.putArray("comparisons");
    comparisons.forEach(comparison -> add(rows.addObject(), comparison));
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("Cannot write a JSON tree as text", impossible);
    }
  }

  private static void add(ObjectNode row, Comparison of) {
    row.put("a", of.a()).put("b", of.b()).put("samples", of.samples());
    ArrayNode notes = row.putArray("notes");
    of.notes().forEach(notes::add);
    row.putObject("boxes")
        .put("kept", of.boxes().kept())
        .put("lost", of.boxes().lost())
        .put("gained", of.boxes().gained())
        .put("moved", of.boxes().moved())
        .put("reranked", of.boxes().reranked())
        .put("class_flipped", of.boxes().classFlipped())
        .put("attribute_flipped", of.boxes().flipped());
    if (!of.shifts().isEmpty()) {
      ObjectNode shifts = row.putObject("shifts");
      of.shifts().forEach(shift -> add(shifts.putObject(shift.name()), shift));
    }
    if (of.ofA().isKnown()) {
      ObjectNode figures = row.putObject("figures");
      add(figures.putObject("a"), of.ofA());
      add(figures.putObject("b"), of.ofB());
      add(figures.putObject("delta"), of.delta());
      if (of.interval().isKnown()) {
        add(figures.putObject("low"), of.interval().low());
        add(figures.putObject("high"), of.interval().high());
      }
      figures.put("interval_note", of.interval().note());
    }
    row.putObject("verdict")
        .put("word", of.judgement().word().text())
        .put("reason", of.judgement().reason());
    FindingsJson.add(row, of.findings());
    if (!of.tensors().isEmpty()) {
      ArrayNode tensors = row.putArray("tensors");
      of.tensors().forEach(tensor -> add(tensors.addObject(), tensor));
    }
  }

  private static void add(ObjectNode to, SummaryFigures figures) {
    put(to, FigureNames.MEAN_AP, figures.meanAp());
    put(to, FigureNames.ND_SCORE, figures.ndScore());
    for (TpError error : TpError.values()) {
      put(to, FigureNames.error(error), figures.error(error));
    }
  }

  private static void add(ObjectNode to, ShiftLine shift) {
    to.put("count", shift.count());
    put(to, "mean", shift.mean());
    put(to, "p50", shift.p50());
    put(to, "p90", shift.p90());
    put(to, "p99", shift.p99());
    put(to, "max", shift.max());
    ObjectNode histogram = to.putObject("histogram");
    ArrayNode edges = histogram.putArray("edges");
    shift.histogram().edges().forEach(edges::add);
    ArrayNode counts = histogram.putArray("counts");
    shift.histogram().counts().forEach(counts::add);
  }

  private static void add(ObjectNode to, TensorLine tensor) {
    to.put("name", tensor.name()).put("frames", tensor.frames());
    put(to, "max_abs", tensor.maxAbs());
    put(to, "mean_abs", tensor.meanAbs());
    put(to, "rms_abs", tensor.rmsAbs());
    put(to, "relative", tensor.relative());
    put(to, "cosine", tensor.cosine());
    put(to, "snr_db", tensor.snrDb());
    to.put("worst_sample", tensor.worst());
  }

  /** JSON has no NaN and no infinity. */
  private static void put(ObjectNode to, String name, double value) {
    if (Double.isFinite(value)) {
      to.put(name, value);
    } else {
      to.putNull(name);
    }
  }
}
