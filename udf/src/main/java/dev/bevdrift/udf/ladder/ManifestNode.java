package dev.bevdrift.udf.ladder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bevdrift.metrics.InputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A value of the manifest with its address, so that every complaint names file and key. */
final class ManifestNode {
  private final String file;
  private final String key;
  private final JsonNode node;

  private ManifestNode(String file, String key, JsonNode node) {
    this.file = file;
    this.key = key;
    this.node = node;
  }

  /** The whole document. */
  static ManifestNode root(String file, JsonNode node) {
    return new ManifestNode(file, "", node);
  }

  /**
   * This object's field.
   *
   * @throws InputException when it is absent or null
   */
  ManifestNode at(String name) {
    JsonNode child = node.get(name);
    ManifestNode found = new ManifestNode(file, key.isEmpty() ? name : key + "." + name, child);
    if (child == null || child.isNull()) {
      throw found.fault("it is missing", "a value");
    }
    return found;
  }

  boolean has(String name) {
    return node.has(name);
  }

  /**
   * Checks that this is an object with no other keys.
   *
   * @throws InputException naming the first key that is not known
   */
  ManifestNode onlyKeys(Set<String> known) {
    if (!node.isObject()) {
      throw fault("it is " + kind(), "a mapping");
    }
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw fault("unknown key '" + name + "'", "one of " + String.join(", ", known));
              }
            });
    return this;
  }

  String text() {
    if (!node.isTextual()) {
      throw fault("it is " + kind(), "text (in quotes where it looks like a number)");
    }
    return node.textValue();
  }

  /** Text without line breaks, neither empty nor blank. */
  String line() {
    String value = text();
    if (value.isBlank() || value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
      throw fault("it is '" + value.replaceAll("[\\r\\n]+", " / ") + "'", "one non-empty line");
    }
    return value;
  }

  String sha256() {
    String value = text();
    if (!value.matches("[0-9a-f]{64}")) {
      throw fault("it is '" + value + "'", "64 hex digits in lower case");
    }
    return value;
  }

  boolean flag() {
    if (!node.isBoolean()) {
      throw fault("it is " + kind(), "true or false");
    }
    return node.booleanValue();
  }

  int integer(int min, int max) {
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      throw fault("it is " + kind(), "a whole number");
    }
    int value = node.intValue();
    if (value < min || value > max) {
      throw fault("it is " + value, "[" + min + ", " + max + "]");
    }
    return value;
  }

  double number() {
    if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
      throw fault("it is " + kind(), "a finite number");
    }
    return node.doubleValue();
  }

  List<ManifestNode> items() {
    if (!node.isArray()) {
      throw fault("it is " + kind(), "a list");
    }
    List<ManifestNode> items = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      items.add(new ManifestNode(file, key + "[" + i + "]", node.get(i)));
    }
    return items;
  }

  List<ManifestNode> items(int count) {
    List<ManifestNode> items = items();
    if (items.size() != count) {
      throw fault("it has " + items.size() + " entries", Integer.toString(count));
    }
    return items;
  }

  List<Double> numbers(int count) {
    return items(count).stream().map(ManifestNode::number).toList();
  }

  List<String> lines() {
    return items().stream().map(ManifestNode::line).toList();
  }

  /** This mapping's values by name, in the manifest's order. */
  Map<String, ManifestNode> entries() {
    if (!node.isObject()) {
      throw fault("it is " + kind(), "a mapping");
    }
    Map<String, ManifestNode> entries = new LinkedHashMap<>();
    node.fieldNames().forEachRemaining(name -> entries.put(name, at(name)));
    return entries;
  }

  private String kind() {
    if (node.isMissingNode()) {
      return "empty";
    }
    if (node.isValueNode()) {
      return node.isNull() ? "empty" : "'" + node.asText() + "'";
    }
    return node.isArray() ? "a list" : "a mapping";
  }

  /** The complaint about this value. */
  InputException fault(String fact, String expected) {
    return new InputException(
        "Cannot read "
            + file
            + (key.isEmpty() ? "" : ", " + key)
            + ": "
            + fact
            + ", expected "
            + expected);
  }
}
