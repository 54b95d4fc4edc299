package dev.bevdrift.metrics.nuscenes;

import com.fasterxml.jackson.core.JsonToken;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Vec3;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Streams the rows of one nuScenes table, a JSON array of flat objects.
 *
 * <p>Per row: {@code while (nextField()) switch (field()) …}; a field whose value nobody takes is
 * skipped. Faults name table, row, token and field. Not thread-safe.
 */
final class TableReader implements AutoCloseable {
  private final JsonCursor json;
  private int row = -1;
  private String token = "";
  private String field = "";

  private TableReader(JsonCursor json) {
    this.json = json;
  }

  static TableReader open(Path folder, String table) {
    TableReader reader = new TableReader(JsonCursor.open(folder.resolve(table + ".json")));
    reader.json.place(reader::place);
    reader.json.expectNext(JsonToken.START_ARRAY, "an array of rows");
    return reader;
  }

  /** Token to one text field, for every row of a table; fast where the table is as usual. */
  static Map<String, String> namesOf(Path folder, String tableName, String field) {
    return TableScan.orElse(
        () -> TableScan.names(folder, tableName, field), () -> names(folder, tableName, field));
  }

  /** Token to one text field, for every row of a table. */
  static Map<String, String> names(Path folder, String tableName, String field) {
    Map<String, String> names = new HashMap<>();
    try (TableReader table = open(folder, tableName)) {
      while (table.nextRow()) {
        Optional<String> token = Optional.empty();
        Optional<String> value = Optional.empty();
        while (table.nextField()) {
          if (table.field().equals("token")) {
            token = Optional.of(table.text());
          } else if (table.field().equals(field)) {
            value = Optional.of(table.text());
          } else {
            table.skip();
          }
        }
        table.require(token.isPresent(), "token");
        table.require(value.isPresent(), field);
        names.put(token.get(), value.get());
      }
    }
    return names;
  }

  private String place() {
    return (row < 0 ? "" : ", row " + row)
        + (token.isEmpty() ? "" : ", token " + token)
        + (field.isEmpty() ? "" : ", field " + field);
  }

  /** Steps into the next row; false after the last. */
  boolean nextRow() {
    token = "";
    field = "";
    JsonToken next = json.next();
    if (next == JsonToken.END_ARRAY) {
      return false;
    }
    row++;
    if (next != JsonToken.START_OBJECT) {
      throw json.bad(json.describe(), "an object");
    }
    return true;
  }

  /** Steps to the next field and its value; false after the last of the row. */
  boolean nextField() {
    field = "";
    if (!json.nextField()) {
      return false;
    }
    field = json.name();
    json.next();
    return true;
  }

  /** The name of the present field. */
  String field() {
    return field;
  }

  /** The present value as text; also remembers it for messages if the field is {@code token}. */
  String text() {
    if (json.current() != JsonToken.VALUE_STRING) {
      throw json.bad(json.describe(), "a string");
    }
    String text = json.text();
    if (field.equals("token")) {
      token = text;
    }
    return text;
  }

  long whole() {
    if (json.current() != JsonToken.VALUE_NUMBER_INT) {
      throw json.bad(json.describe(), "a whole number");
    }
    return json.whole();
  }

  boolean truth() {
    JsonToken t = json.current();
    if (!t.isBoolean()) {
      throw json.bad(json.describe(), "true or false");
    }
    return t == JsonToken.VALUE_TRUE;
  }

  /** Three numbers, none NaN. */
  Vec3 vec3() {
    double[] v = numbers(3);
    return new Vec3(v[0], v[1], v[2]);
  }

  /** Four numbers w, x, y, z, none NaN. */
  Quaternion quaternion() {
    double[] q = numbers(4);
    return new Quaternion(q[0], q[1], q[2], q[3]);
  }

  private double[] numbers(int count) {
    if (json.current() != JsonToken.START_ARRAY) {
      throw json.bad(json.describe(), count + " numbers");
    }
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      json.next();
      if (!json.current().isNumeric() || Double.isNaN(json.number())) {
        throw json.bad(json.describe(), count + " numbers");
      }
      numbers[i] = json.number();
    }
    json.expectNext(JsonToken.END_ARRAY, "no more than " + count + " numbers");
    return numbers;
  }

  List<String> texts() {
    if (json.current() != JsonToken.START_ARRAY) {
      throw json.bad(json.describe(), "an array of strings");
    }
    List<String> texts = new ArrayList<>();
    while (json.next() != JsonToken.END_ARRAY) {
      if (json.current() != JsonToken.VALUE_STRING) {
        throw json.bad(json.describe(), "a string");
      }
      texts.add(json.text());
    }
    return texts;
  }

  void skip() {
    json.skip();
  }

  /** Demands that a field was there; call at the end of a row. */
  void require(boolean there, String name) {
    if (!there) {
      field = name;
      throw absent();
    }
  }

  /** A fault of the row just read, about one of its fields. */
  InputException bad(String name, String fact, String expected) {
    field = name;
    return json.bad(fact, expected);
  }

  private InputException absent() {
    return json.bad("absent", "every row to have it");
  }

  @Override
  public void close() {
    json.close();
  }
}
