package dev.bevdrift.metrics.score;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.DetectionClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Settings in the devkit's layout, that of {@code detection_cvpr_2019.json}. */
public final class ConfigJson {
  private static final String DISTANCE = "center_distance";
  private static final Set<String> KEYS =
      Set.of(
          "class_range",
          "dist_fcn",
          "dist_ths",
          "dist_th_tp",
          "min_recall",
          "min_precision",
          "max_boxes_per_sample",
          "mean_ap_weight");

  private ConfigJson() {}

  /**
   * Reads settings; all keys are needed, others are errors. The order of the classes is the file's.
   *
   * @throws InputException naming file and key
   */
  public static DetectionConfig read(Path file) {
    JsonNode root = tree(file);
    if (!root.isObject()) {
      throw bad(file, "it is not an object", "the keys " + new TreeSet<>(KEYS));
    }
    root.fieldNames()
        .forEachRemaining(
            key -> {
              if (!KEYS.contains(key)) {
                throw bad(file, "unknown key " + key, "only " + new TreeSet<>(KEYS));
              }
            });
    JsonNode distance = root.path("dist_fcn");
    if (!distance.asText().equals(DISTANCE)) {
      throw bad(file, "dist_fcn is " + distance, '"' + DISTANCE + '"');
    }
    try {
      return new DetectionConfig(
          ranges(file, root.path("class_range")),
          thresholds(file, root.path("dist_ths")),
          number(file, root, "dist_th_tp"),
          number(file, root, "min_recall"),
          number(file, root, "min_precision"),
          (int) number(file, root, "max_boxes_per_sample"),
          number(file, root, "mean_ap_weight"));
    } catch (IllegalArgumentException e) {
      throw new InputException(file + ": " + e.getMessage(), e);
    }
  }

  /** Writes settings as the summary's {@code cfg}. */
  static void write(JsonGenerator json, DetectionConfig config) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("class_range");
    for (ClassRange range : config.classRanges()) {
      json.writeFieldName(range.detectionClass().jsonName());
      compact(json, range.rangeM());
    }
    json.writeEndObject();
    json.writeStringField("dist_fcn", DISTANCE);
    json.writeArrayFieldStart("dist_ths");
    for (double threshold : config.distanceThresholdsM()) {
      json.writeNumber(threshold);
    }
    json.writeEndArray();
    json.writeNumberField("dist_th_tp", config.tpThresholdM());
    json.writeNumberField("min_recall", config.minRecall());
    json.writeNumberField("min_precision", config.minPrecision());
    json.writeNumberField("max_boxes_per_sample", config.maxBoxesPerSample());
    json.writeFieldName("mean_ap_weight");
    compact(json, config.meanApWeight());
    json.writeEndObject();
  }

  /** Whole numbers without a fraction, as the devkit's own file has them. */
  private static void compact(JsonGenerator json, double value) throws IOException {
    if (value == Math.rint(value) && Math.abs(value) < Integer.MAX_VALUE) {
      json.writeNumber((int) value);
    } else {
      json.writeNumber(value);
    }
  }

  private static List<ClassRange> ranges(Path file, JsonNode node) {
    if (!node.isObject()) {
      throw bad(file, "class_range is " + describe(node), "an object of metres by class");
    }
    List<ClassRange> ranges = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      DetectionClass c =
          DetectionClass.of(entry.getKey())
              .orElseThrow(
                  () ->
                      bad(
                          file,
                          "class_range names " + entry.getKey(),
                          "one of the ten detection classes"));
      if (!entry.getValue().isNumber()) {
        throw bad(file, "class_range." + entry.getKey() + " is " + entry.getValue(), "metres");
      }
      ranges.add(new ClassRange(c, entry.getValue().asDouble()));
    }
    return ranges;
  }

  private static List<Double> thresholds(Path file, JsonNode node) {
    List<Double> thresholds = new ArrayList<>();
    for (JsonNode threshold : node) {
      if (!threshold.isNumber()) {
        throw bad(file, "dist_ths holds " + threshold, "metres");
      }
      thresholds.add(threshold.asDouble());
    }
    return thresholds;
  }

  private static double number(Path file, JsonNode root, String key) {
    JsonNode node = root.path(key);
    if (!node.isNumber()) {
      throw bad(file, key + " is " + describe(node), "a number");
    }
    return node.asDouble();
  }

  private static String describe(JsonNode node) {
    return node.isMissingNode() ? "absent" : node.toString();
  }

  private static JsonNode tree(Path file) {
    try {
      return new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .readTree(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new InputException("Cannot read " + file + ": it is not there, expected a file", e);
    } catch (IOException e) {
      throw bad(file, "it is not JSON", "the devkit's layout");
    }
  }

  private static InputException bad(Path file, String fact, String expected) {
    return new InputException("Cannot read " + file + ": " + fact + ", expected " + expected);
  }
}
