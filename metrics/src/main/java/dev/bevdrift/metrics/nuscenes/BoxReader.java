package dev.bevdrift.metrics.nuscenes;

import com.fasterxml.jackson.core.JsonToken;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.Attribute;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.Samples;

/**
 * Reads one box of a submission. Source: nuScenes devkit, {@code DetectionBox.deserialize} and the
 * assertions of its constructor. Not thread-safe.
 */
final class BoxReader {
  private static final int SAMPLE_TOKEN = 1;
  private static final int TRANSLATION = 2;
  private static final int SIZE = 4;
  private static final int ROTATION = 8;
  private static final int VELOCITY = 16;
  private static final int NAME = 32;
  private static final int ATTRIBUTE = 64;
  private static final int REQUIRED = 127;
  private static final String[] REQUIRED_NAMES = {
    "sample_token",
    "translation",
    "size",
    "rotation",
    "velocity",
    "detection_name",
    "attribute_name"
  };

  private final JsonCursor json;
  private final Samples samples;
  private final DetectionBoxesBuilder boxes;
  private final double[] numbers = new double[4];

  BoxReader(JsonCursor json, Samples samples, DetectionBoxesBuilder boxes) {
    this.json = json;
    this.samples = samples;
    this.boxes = boxes;
  }

  /**
   * Reads the object at which the walk stands and appends it.
   *
   * @param sample under which it is filed
   * @param token of that sample
   */
  void read(int sample, String token) {
    boxes.sample(sample);
    int seen = 0;
    while (json.nextField()) {
      String field = json.name();
      json.next();
      switch (field) {
        case "sample_token" -> {
          ownSample(sample, token);
          seen |= SAMPLE_TOKEN;
        }
        case "translation" -> {
          vector(field, 3);
          boxes.translation(numbers[0], numbers[1], numbers[2]);
          seen |= TRANSLATION;
        }
        case "size" -> {
          vector(field, 3);
          boxes.size(numbers[0], numbers[1], numbers[2]);
          seen |= SIZE;
        }
        case "rotation" -> {
          vector(field, 4);
          boxes.rotation(numbers[0], numbers[1], numbers[2], numbers[3]);
          seen |= ROTATION;
        }
        case "velocity" -> {
          velocity(field);
          seen |= VELOCITY;
        }
        case "detection_name" -> {
          boxes.detectionClass(
              DetectionClass.of(text(field))
                  .orElseThrow(() -> bad(field, json.describe(), "a detection class")));
          seen |= NAME;
        }
        case "attribute_name" -> {
          boxes.attribute(
              Attribute.of(text(field))
                  .orElseThrow(() -> bad(field, json.describe(), "an attribute, or \"\"")));
          seen |= ATTRIBUTE;
        }
        case "detection_score" -> boxes.score(score(field));
        case "num_pts" -> boxes.numPts(points(field));
        case "ego_translation" -> vector(field, 3);
        default -> json.skip();
      }
    }
    if (seen != REQUIRED) {
      throw bad(REQUIRED_NAMES[Integer.numberOfTrailingZeros(~seen)], "absent", "it in every box");
    }
    boxes.add();
  }

  private void ownSample(int sample, String token) {
    if (json.current() != JsonToken.VALUE_STRING) {
      throw bad("sample_token", json.describe(), "a string");
    }
    if (json.textEquals(token)) {
      boxes.matchSample(sample);
    } else {
      boxes.matchSample(samples.indexOf(json.text()).orElse(DetectionBoxes.NO_SAMPLE));
    }
  }

  private void vector(String field, int count) {
    startArray(field, count);
    for (int i = 0; i < count; i++) {
      json.next();
      numbers[i] = json.isNumber() ? json.number() : Double.NaN;
      if (Double.isNaN(numbers[i])) {
        throw bad(field, "holding " + json.describe(), count + " numbers that are not NaN");
      }
    }
    endArray(field, count);
  }

  private void velocity(String field) {
    startArray(field, 2);
    boolean missing = false;
    for (int i = 0; i < 2; i++) {
      json.next();
      if (json.isNumber()) {
        numbers[i] = json.number();
      } else if (json.current() == JsonToken.VALUE_NULL) {
        missing = true;
      } else {
        throw bad(field, "holding " + json.describe(), "2 numbers, NaN where unknown");
      }
    }
    endArray(field, 2);
    if (missing) {
      boxes.velocityMissing();
    } else {
      boxes.velocity(numbers[0], numbers[1]);
    }
  }

  private void startArray(String field, int count) {
    if (json.current() != JsonToken.START_ARRAY) {
      throw bad(field, json.describe(), "an array of " + count + " numbers");
    }
  }

  private void endArray(String field, int count) {
    if (json.next() != JsonToken.END_ARRAY) {
      throw bad(field, "longer than " + count, count + " numbers");
    }
  }

  private String text(String field) {
    if (json.current() != JsonToken.VALUE_STRING) {
      throw bad(field, json.describe(), "a string");
    }
    return json.text();
  }

  /** As Python's {@code float()} takes it: a number, a truth value or a string of a number. */
  private double score(String field) {
    double score;
    if (json.isNumber()) {
      score = json.number();
    } else if (json.current() == JsonToken.VALUE_STRING) {
      score = parse(field);
    } else {
      throw bad(field, json.describe(), "a number that is not NaN");
    }
    if (Double.isNaN(score)) {
      throw bad(field, "NaN", "a number that is not NaN");
    }
    return score;
  }

  /** As Python's {@code int()} takes it: cuts a fraction off. */
  private int points(String field) {
    double points;
    if (json.isNumber()) {
      points = json.number();
    } else if (json.current() == JsonToken.VALUE_STRING
        && digits(json.text()).matches("[+-]?\\d+")) {
      points = Double.parseDouble(digits(json.text()));
    } else {
      throw bad(field, json.describe(), "a whole number");
    }
    if (!Double.isFinite(points)) {
      throw bad(field, json.describe(), "a whole number");
    }
    return (int) points;
  }

  /** Without the white space around and the underscores between digits that Python allows. */
  private static String digits(String text) {
    return text.strip().replaceAll("(?<=\\d)_(?=\\d)", "");
  }

  private double parse(String field) {
    String text = digits(json.text());
    String plain = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    if (plain.equalsIgnoreCase("inf") || plain.equalsIgnoreCase("infinity")) {
      return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (!plain.matches("(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?")) {
      throw bad(field, json.describe(), "a number that is not NaN");
    }
    return Double.parseDouble(text);
  }

  private InputException bad(String field, String fact, String expected) {
    return json.bad(field, fact, expected);
  }
}
