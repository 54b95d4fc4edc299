package dev.bevdrift.jobs.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.udf.tap.Divergence;
import dev.bevdrift.udf.tap.TapDifference;
import java.util.List;

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
   */
  public static String text(String comparedWith, double tolerance, List<Divergence> divergences) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("schema_version", SCHEMA_VERSION);
    root.put("compared_with", comparedWith);
    root.put("tolerance", tolerance);
    ArrayNode rows = root.putArray("frames");
    divergences.forEach(divergence -> add(rows.addObject(), divergence));
    return root.toPrettyString() + "\n";
  }

  private static void add(ObjectNode node, Divergence divergence) {
    node.put("rung", divergence.rung());
    node.put("sample_token", divergence.sampleToken());
    divergence
        .first()
        .ifPresentOrElse(first -> put(node.putObject("first"), first), () -> node.putNull("first"));
    ArrayNode between = node.putArray("between");
    divergence.between().forEach(between::add);
    ArrayNode taps = node.putArray("taps");
    divergence.differences().forEach(difference -> put(taps.addObject(), difference));
    ArrayNode missing = node.putArray("missing");
    divergence.missing().forEach(missing::add);
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
