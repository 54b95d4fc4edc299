package dev.bevdrift.metrics.outcome;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.metrics.box.DetectionClass;

/** A {@link ConfusionTable} as JSON, as {@code confusion.schema.json} beside this class says. */
public final class ConfusionJson {
  /** The file's usual name. */
  public static final String NAME = "confusion.json";

  /** Version of the format. */
  public static final int SCHEMA_VERSION = 1;

  private ConfusionJson() {}

  /** The document as indented text with a line feed at its end. */
  public static String text(ConfusionTable table) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("schema_version", SCHEMA_VERSION);
    root.put("distance_m", table.thresholdM());
    root.put("min_score", table.minScore());
    ObjectNode counts = root.putObject("true_class_of_predicted");
    for (DetectionClass predicted : table.classes()) {
      ObjectNode row = counts.putObject(predicted.jsonName());
      for (DetectionClass actual : table.classes()) {
        row.put(actual.jsonName(), table.count(predicted, actual));
      }
    }
    ObjectNode spurious = root.putObject("spurious");
    ObjectNode missed = root.putObject("missed");
    for (DetectionClass c : table.classes()) {
      spurious.put(c.jsonName(), table.spurious(c));
      missed.put(c.jsonName(), table.missed(c));
    }
    try {
      return new ObjectMapper()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(root)
              .replace("\r\n", "\n")
          + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("Cannot write a JSON tree as text", impossible);
    }
  }
}
