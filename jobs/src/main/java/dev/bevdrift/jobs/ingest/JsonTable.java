package dev.bevdrift.jobs.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;

/** Streams a file that holds one JSON array of objects; a row at a time is in memory. */
final class JsonTable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonTable() {}

  /**
   * Calls {@code each} with every row, in file order.
   *
   * @throws InputException when the file is absent, or not an array of objects
   */
  static void forEach(Storage storage, Path file, Consumer<JsonRow> each) {
    long number = 0;
    try (InputStream in = storage.open(file);
        JsonParser parser = JSON.createParser(in)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new InputException("Cannot read " + file + ": no JSON array, expected one");
      }
      for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
        if (t != JsonToken.START_OBJECT) {
          String fact = t == null ? "the file ends" : "is " + t;
          throw new InputException(
              "Cannot read " + file + ": row " + number + " " + fact + ", expected a JSON object");
        }
        each.accept(new JsonRow(file, number, JSON.readTree(parser)));
        number++;
      }
    } catch (JsonProcessingException e) {
      throw new InputException(
          "Cannot read "
              + file
              + ": row "
              + number
              + " is malformed JSON ("
              + e.getOriginalMessage()
              + "), expected a JSON object",
          e);
    } catch (IOException e) {
      throw new InputException(
          "Cannot read " + file + ": row " + number + ": " + e.getMessage(), e);
    }
  }

  /** All rows by token, each turned into a value. */
  static <T> Map<String, T> byToken(Storage storage, Path file, Function<JsonRow, T> value) {
    Map<String, T> rows = new HashMap<>();
    forEach(
        storage,
        file,
        row -> {
          if (rows.put(row.token(), value.apply(row)) != null) {
            throw row.fault("token", "comes twice", "each token once");
          }
        });
    return rows;
  }
}
