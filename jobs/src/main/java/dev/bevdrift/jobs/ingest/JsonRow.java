package dev.bevdrift.jobs.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Vec3;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * One row of a JSON table, which knows where it stands. Each method throws {@link InputException}
 * naming table, row, token and field when the value is missing or malformed.
 */
final class JsonRow {
  /** How far a quaternion's length may be from 1. */
  private static final double UNIT_TOLERANCE = 1e-3;

  private final Path file;
  private final long number;
  private final JsonNode node;

  JsonRow(Path file, long number, JsonNode node) {
    this.file = file;
    this.number = number;
    this.node = node;
  }

  String token() {
    return text("token");
  }

  /** A string that is not empty. */
  String text(String field) {
    String text = anyText(field);
    if (text.isEmpty()) {
      throw fault(field, "is empty", "text");
    }
    return text;
  }

  /** A string, maybe empty. */
  String anyText(String field) {
    JsonNode value = value(field);
    if (!value.isTextual()) {
      throw fault(field, "is " + shown(value), "text");
    }
    return value.textValue();
  }

  boolean flag(String field) {
    JsonNode value = value(field);
    if (!value.isBoolean()) {
      throw fault(field, "is " + shown(value), "true or false");
    }
    return value.booleanValue();
  }

  long whole(String field) {
    JsonNode value = value(field);
    if (!value.canConvertToExactIntegral() || !value.canConvertToLong()) {
      throw fault(field, "is " + shown(value), "a whole number");
    }
    return value.longValue();
  }

  /** A whole number of at least {@code least} that fits an int. */
  int count(String field, int least) {
    long value = whole(field);
    if (value < least || value > Integer.MAX_VALUE) {
      throw fault(field, "is " + value, "at least " + least);
    }
    return (int) value;
  }

  List<String> texts(String field) {
    JsonNode value = value(field);
    List<String> texts = new ArrayList<>();
    if (!value.isArray()) {
      throw fault(field, "is " + shown(value), "a list");
    }
    for (JsonNode element : value) {
      if (!element.isTextual()) {
        throw fault(field, "holds " + shown(element), "text");
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  double[] numbers(String field, int length) {
    double[] numbers = new double[length];
    numbers(field, value(field), numbers, 0, length);
    return numbers;
  }

  /** A matrix given as a list of rows, row-major. */
  double[] matrix(String field, int rows, int columns) {
    JsonNode value = value(field);
    if (!value.isArray() || value.size() != rows) {
      throw fault(field, "has " + value.size() + " rows", Integer.toString(rows));
    }
    double[] numbers = new double[rows * columns];
    for (int i = 0; i < rows; i++) {
      numbers(field, value.get(i), numbers, i * columns, columns);
    }
    return numbers;
  }

  private void numbers(String field, JsonNode list, double[] out, int at, int length) {
    if (!list.isArray() || list.size() != length) {
      throw fault(field, "is " + shown(list), length + " numbers");
    }
    for (int i = 0; i < length; i++) {
      JsonNode element = list.get(i);
      if (!element.isNumber() || !Double.isFinite(element.doubleValue())) {
        throw fault(field, "holds " + shown(element), "finite numbers");
      }
      out[at + i] = element.doubleValue();
    }
  }

  Vec3 vector(String field) {
    double[] v = numbers(field, 3);
    return new Vec3(v[0], v[1], v[2]);
  }

  Quaternion rotation(String field) {
    double[] q = numbers(field, 4);
    Quaternion rotation = new Quaternion(q[0], q[1], q[2], q[3]);
    double length = rotation.norm();
    if (!(Math.abs(length - 1) <= UNIT_TOLERANCE)) {
      throw fault(field, "is a quaternion of length " + length, "a unit quaternion");
    }
    return rotation;
  }

  /** The fields {@code translation} and {@code rotation}. */
  Pose pose() {
    return new Pose(vector("translation"), rotation("rotation"));
  }

  /** A fault of this row, to be thrown. */
  InputException fault(String field, String fact, String expected) {
    String token = node.path("token").asText("");
    return new InputException(
        "Cannot read "
            + file
            + ": row "
            + number
            + (token.isEmpty() ? "" : ", token " + token)
            + ", "
            + field
            + " "
            + fact
            + ", expected "
            + expected);
  }

  private JsonNode value(String field) {
    JsonNode value = node.get(field);
    if (value == null) {
      throw fault(field, "is missing", "a value");
    }
    return value;
  }

  private static String shown(JsonNode value) {
    String text = value.toString();
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }
}
