package dev.bevdrift.jobs.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.udf.tap.Divergence;
import dev.bevdrift.udf.tap.TapDifference;
import dev.bevdrift.udf.tap.WorstTapFrame;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The document {@code divergence.json}; schema: {@code schema/divergence.schema.json}. */
public final class DivergenceJson {
  /** The file's name in a run folder. */
  public static final String NAME = "divergence.json";

  private static final int SCHEMA_VERSION = 1;

  private DivergenceJson() {}

  /**
   * The document as indented text with a line feed at its end.
   *
   * @param comparedWith what made the values that the graphs are held against
   * @param rows of the run whose rungs these are; none outside a run
   */
  public static String text(
      String comparedWith, double tolerance, List<Divergence> divergences, List<RungRow> rows) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("schema_version", SCHEMA_VERSION);
    root.put("compared_with", comparedWith);
    root.put("tolerance", tolerance);
    ArrayNode frames = root.putArray("frames");
    divergences.forEach(divergence -> add(frames.addObject(), divergence));
    ArrayNode worst = root.putArray("worst");
    divergences.stream()
        .map(Divergence::rung)
        .distinct()
        .forEach(rung -> worst(worst.addObject(), rung, divergences, rows));
    return root.toPrettyString() + "\n";
  }

  private static void add(ObjectNode node, Divergence divergence) {
    node.put("rung", divergence.rung());
    node.put("sample_token", divergence.sampleToken());
    divergence
        .first()
        .ifPresentOrElse(first -> put(node.putObject("first"), first), () -> node.putNull("first"));
    names(node.putArray("between"), divergence.between());
    ArrayNode taps = node.putArray("taps");
    divergence.differences().forEach(difference -> put(taps.addObject(), difference));
    names(node.putArray("missing"), divergence.missing());
    node.put("sessions", divergence.sessions());
    names(node.putArray("order"), divergence.order());
    names(node.putArray("unseen"), divergence.unseen());
    node.put("certain", divergence.unseenBefore().isEmpty());
  }

  private static void names(ArrayNode to, List<String> names) {
    names.forEach(to::add);
  }

  private static void worst(
      ObjectNode node, String rung, List<Divergence> divergences, List<RungRow> rows) {
    node.put("rung", rung);
    Optional<WorstTapFrame> inside =
        WorstTapFrame.of(divergences.stream().filter(d -> d.rung().equals(rung)).toList());
    if (inside.isPresent()) {
      ObjectNode value = node.putObject("inside");
      value.put("sample_token", inside.get().sampleToken());
      put(value, inside.get().difference());
    } else {
      node.putNull("inside");
    }
    Optional<TensorFigures> output =
        rows.stream()
            .filter(row -> row.id().equals(rung))
            .flatMap(row -> row.tensors().stream())
            .filter(tensor -> tensor.maxAbs() > 0 && tensor.detail().worst().isPresent())
            .max(Comparator.comparingDouble(tensor -> tensor.detail().relative()));
    if (output.isPresent()) {
      TensorDetail.Worst worst = output.get().detail().worst().orElseThrow();
      ObjectNode of = node.putObject("output");
      of.put("name", output.get().name());
      of.put("scene", worst.scene()).put("sample_token", worst.sampleToken());
      worst.element().forEach(of.putArray("element")::add);
      putFinite(of, "max_abs", output.get().maxAbs());
    } else {
      node.putNull("output");
    }
  }

  private static void put(ObjectNode node, TapDifference difference) {
    node.put("tap", difference.tap());
    node.put("value", difference.value());
    putFinite(node, "max_abs", difference.maxAbs());
    putFinite(node, "relative", difference.relative());
  }

  /** Null stands for a value that is not finite, or of another size. */
  private static void putFinite(ObjectNode node, String key, double value) {
    if (Double.isFinite(value)) {
      node.put(key, value);
    } else {
      node.putNull(key);
    }
  }
}
