package dev.bevdrift.jobs.verdict;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Reads the limits of the verdicts in conf/gate.yaml strictly: every key must be there, and no
 * other. The rules of the gate stand in the same file and are read elsewhere.
 */
public final class GateFile {
  private static final Map<String, List<String>> KEYS =
      Map.of(
          "match", List.of("distance_m", "min_score"),
          "moved", List.of("distance_m", "yaw_deg"),
          "harmless", List.of("confidence", "mean_ap", "nd_score", "tp_error"),
          "breaks", List.of("nd_score", "tp_error"),
          "reference", List.of("min_mean_ap"));

  private static final String RULES = "rules";

  private GateFile() {}

  /**
   * Reads the thresholds of a file.
   *
   * @throws InputException when the file is absent or malformed, a key is missing or unknown, or a
   *     value is out of range
   */
  public static GateThresholds read(Path file) {
    JsonNode root = parse(file);
    checkKeys(file, root);
    try {
      return new GateThresholds(
          number(file, root, "match", "distance_m"),
          number(file, root, "match", "min_score"),
          number(file, root, "moved", "distance_m"),
          number(file, root, "moved", "yaw_deg"),
          number(file, root, "harmless", "confidence"),
          number(file, root, "harmless", "mean_ap"),
          number(file, root, "harmless", "nd_score"),
          number(file, root, "harmless", "tp_error"),
          number(file, root, "breaks", "nd_score"),
          number(file, root, "breaks", "tp_error"),
          number(file, root, "reference", "min_mean_ap"));
    } catch (IllegalArgumentException refused) {
      throw new InputException("Cannot use " + file + ": " + refused.getMessage(), refused);
    }
  }

  private static JsonNode parse(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InputException(
          "Cannot read " + file + ": there is no such file, expected a gate in YAML");
    }
    try {
      JsonNode root = new ObjectMapper(new YAMLFactory()).readTree(file.toFile());
      if (root == null || root.getNodeType() != JsonNodeType.OBJECT) {
        throw new InputException("Cannot read " + file + ": it is no mapping, expected a gate");
      }
      return root;
    } catch (IOException malformed) {
      throw new InputException(
          "Cannot read "
              + file
              + ": "
              + firstLine(malformed.getMessage())
              + ", expected a gate in YAML",
          malformed);
    }
  }

  private static void checkKeys(Path file, JsonNode root) {
    for (Iterator<String> names = root.fieldNames(); names.hasNext(); ) {
      String section = names.next();
      if (section.equals("schema_version") || section.equals(RULES)) {
        continue;
      }
      List<String> keys = KEYS.get(section);
      if (keys == null) {
        throw unknown(file, section);
      }
      for (Iterator<String> fields = root.get(section).fieldNames(); fields.hasNext(); ) {
        String field = fields.next();
        if (!keys.contains(field)) {
          throw unknown(file, section + "." + field);
        }
      }
    }
    JsonNode version = root.path("schema_version");
    if (!version.isInt() || version.intValue() != 1) {
      throw new InputException(
          "Cannot use "
              + file
              + ": schema_version is "
              + (version.isMissingNode() ? "absent" : version)
              + ", expected 1");
    }
  }

  private static double number(Path file, JsonNode root, String section, String field) {
    JsonNode value = root.path(section).path(field);
    if (!value.isNumber()) {
      throw new InputException(
          "Cannot use "
              + file
              + ": "
              + section
              + "."
              + field
              + " is "
              + (value.isMissingNode() ? "absent" : value)
              + ", expected a number");
    }
    return value.doubleValue();
  }

  private static InputException unknown(Path file, String key) {
    return new InputException(
        "Cannot use " + file + ": the key " + key + " is unknown, expected only documented ones");
  }

  private static String firstLine(String message) {
    return message == null ? "it is malformed" : message.lines().findFirst().orElse("").strip();
  }
}
