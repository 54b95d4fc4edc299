package dev.bevdrift.metrics.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.metrics.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@link Figures} as JSON, as {@code figures.schema.json} beside this class describes it: one line
 * a key, in the order of keys, so that equal figures give equal bytes and two runs can be compared
 * by any tool for text.
 */
public final class FiguresJson {
  /** The file's usual name. */
  public static final String NAME = "figures.json";

  /** Version of the format. */
  public static final int SCHEMA_VERSION = 1;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private FiguresJson() {}

  /** The document as text with a line feed at its end. */
  public static String text(Figures figures) {
    List<String> lines = new ArrayList<>();
    figures.sets().forEach((key, set) -> lines.add("    " + line(tree(key, set))));
    return "{\n  \"schema_version\": "
        + SCHEMA_VERSION
        + ",\n  \"figures\": ["
        + (lines.isEmpty() ? "" : "\n" + String.join(",\n", lines) + "\n  ")
        + "]\n}\n";
  }

  private static String line(ObjectNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("Cannot write a JSON tree as text", impossible);
    }
  }

  private static ObjectNode tree(FigureKey key, FigureSet set) {
    ObjectNode node = NODES.objectNode();
    node.put("rung", key.rung());
    if (key.isDelta()) {
      node.put("baseline", key.baseline());
    } else {
      node.putNull("baseline");
    }
    node.put("slice", key.slice());
    SliceInfo info = set.info();
    node.put("true_boxes", info.trueBoxes());
    node.put("predictions", info.predictions());
    node.put("samples", info.samples());
    node.put("scenes", info.scenes());
    node.put("size", info.size().name().toLowerCase(Locale.ROOT));
    node.put("note", info.note());
    ObjectNode values = node.putObject("values");
    set.values().forEach((name, value) -> put(values, name, value));
    ObjectNode intervals = node.putObject("intervals");
    set.intervals()
        .forEach(
            (name, interval) -> {
              ObjectNode ends = intervals.putObject(name);
              put(ends, "low", interval.low());
              put(ends, "high", interval.high());
              ends.put("confidence", interval.confidence());
              ends.put("method", interval.method());
            });
    return node;
  }

  private static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }

  /** Writes the document; the file appears when whole. */
  public static void write(Path file, Figures figures) {
    FigureWriter.write(file, json -> json.writeRaw(text(figures)));
  }

  /**
   * The figures of a document.
   *
   * @param source what messages call it, such as a file
   * @throws InputException naming the source, the entry and the field
   */
  public static Figures parse(String source, String text) {
    JsonNode root;
    try {
      root = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw bad(source, "", "it is not JSON", "figures of version " + SCHEMA_VERSION);
    }
    if (root.path("schema_version").asInt(-1) != SCHEMA_VERSION
        || !root.path("figures").isArray()) {
      throw bad(
          source,
          "",
          "schema_version is " + root.path("schema_version"),
          SCHEMA_VERSION + " and an array of figures");
    }
    Map<FigureKey, FigureSet> sets = new TreeMap<>();
    int entry = 0;
    for (JsonNode node : root.path("figures")) {
      String place = ", figures[" + entry++ + "]";
      try {
        FigureKey key = key(source, place, node);
        if (sets.put(key, set(source, place, node)) != null) {
          throw bad(source, place, "its rung, baseline and slice are there before", "each once");
        }
      } catch (IllegalArgumentException e) {
        throw new InputException("Cannot read " + source + place + ": " + e.getMessage(), e);
      }
    }
    return Figures.of(sets);
  }

  private static FigureKey key(String source, String place, JsonNode node) {
    return new FigureKey(
        text(source, place, node, "rung"),
        node.path("baseline").isNull() ? "" : text(source, place, node, "baseline"),
        text(source, place, node, "slice"));
  }

  private static FigureSet set(String source, String place, JsonNode node) {
    Map<String, Double> values = new TreeMap<>();
    for (Map.Entry<String, JsonNode> value : node.path("values").properties()) {
      values.put(value.getKey(), number(source, place, value.getKey(), value.getValue()));
    }
    Map<String, FigureInterval> intervals = new TreeMap<>();
    for (Map.Entry<String, JsonNode> ends : node.path("intervals").properties()) {
      double low = number(source, place, ends.getKey() + ".low", ends.getValue().path("low"));
      double high = number(source, place, ends.getKey() + ".high", ends.getValue().path("high"));
      intervals.put(
          ends.getKey(),
          new FigureInterval(
              Double.isNaN(low) ? Double.NEGATIVE_INFINITY : low,
              Double.isNaN(high) ? Double.POSITIVE_INFINITY : high,
              ends.getValue().path("confidence").asDouble(),
              text(source, place, ends.getValue(), "method")));
    }
    String size = text(source, place, node, "size").toUpperCase(Locale.ROOT);
    SliceInfo info =
        new SliceInfo(
            count(source, place, node, "true_boxes"),
            count(source, place, node, "predictions"),
            count(source, place, node, "samples"),
            count(source, place, node, "scenes"),
            SliceInfo.Size.valueOf(size),
            text(source, place, node, "note"));
    return FigureSet.of(info, values, intervals);
  }

  private static String text(String source, String place, JsonNode node, String field) {
    if (!node.path(field).isTextual()) {
      throw bad(source, place + ", field " + field, "it is " + said(node.path(field)), "a string");
    }
    return node.path(field).textValue();
  }

  private static long count(String source, String place, JsonNode node, String field) {
    if (!node.path(field).isIntegralNumber()) {
      throw bad(source, place + ", field " + field, "it is " + said(node.path(field)), "a count");
    }
    return node.path(field).longValue();
  }

  private static double number(String source, String place, String field, JsonNode node) {
    if (!node.isNumber() && !node.isNull()) {
      throw bad(source, place + ", field " + field, "it is " + said(node), "a number or null");
    }
    return node.isNull() ? Double.NaN : node.doubleValue();
  }

  private static String said(JsonNode node) {
    return node.isMissingNode() ? "absent" : node.toString();
  }

  private static InputException bad(String source, String place, String fact, String expected) {
    return new InputException(
        "Cannot read " + source + place + ": " + fact + ", expected " + expected);
  }
}
