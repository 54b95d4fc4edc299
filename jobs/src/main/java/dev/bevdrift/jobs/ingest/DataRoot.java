package dev.bevdrift.jobs.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;

/**
 * A nuScenes data set on disk: where its tables, pictures and messages lie. Serializable, so that
 * executors find the files.
 */
final class DataRoot implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Storage storage;
  private final Path root;
  private final String version;

  private DataRoot(Storage storage, Path root, String version) {
    this.storage = storage;
    this.root = root;
    this.version = version;
  }

  /**
   * @param version the folder of the tables, such as v1.0-mini
   * @throws InputException when one of the folders is absent
   */
  static DataRoot open(Storage storage, Path root, String version) {
    if (!storage.isFolder(root)) {
      throw new InputException(
          "Cannot use --dataroot " + root + ": no such folder, expected a nuScenes data set");
    }
    if (!storage.isFolder(new Path(root, version))) {
      throw new InputException(
          "Cannot use --version "
              + version
              + ": no such folder in "
              + root
              + ", expected the tables' folder");
    }
    return new DataRoot(storage, root, version);
  }

  Storage storage() {
    return storage;
  }

  /** Streams a table. */
  void rows(String table, Consumer<JsonRow> each) {
    JsonTable.forEach(storage, table(table), each);
  }

  /** Whether the data set has a table; that of the test split may lack those of the boxes. */
  boolean has(String table) {
    return storage.exists(table(table));
  }

  /** A small table by token. */
  <T> Map<String, T> byToken(String table, Function<JsonRow, T> value) {
    return JsonTable.byToken(storage, table(table), value);
  }

  private Path table(String name) {
    return new Path(new Path(root, version), name + ".json");
  }

  /** A file named by a table, relative to the root. */
  Path file(String name) {
    return new Path(root, name);
  }

  /** A scene's CAN-bus pose messages, which may be absent. */
  Path canBusPoses(String sceneName) {
    return new Path(root, "can_bus/" + sceneName + "_pose.json");
  }

  /** The scenes of each split that the data set names itself; empty if it names none. */
  Map<String, List<String>> ownSplits() {
    Path file = new Path(new Path(root, version), "splits.json");
    if (!storage.exists(file)) {
      return Map.of();
    }
    Map<String, List<String>> splits = new TreeMap<>();
    JsonNode content = json(file);
    if (!content.isObject()) {
      throw new InputException("Cannot read " + file + ": no JSON object, expected split names");
    }
    for (Map.Entry<String, JsonNode> split : content.properties()) {
      List<String> scenes = new ArrayList<>();
      for (JsonNode scene : split.getValue()) {
        scenes.add(scene.asText());
      }
      splits.put(split.getKey(), scenes);
    }
    return splits;
  }

  /** What the data set says of itself. */
  Mark mark() {
    Path file = new Path(new Path(root, version), "bevdrift-world.json");
    if (!storage.exists(file)) {
      return new Mark("nuScenes", false, "");
    }
    JsonNode content = json(file);
    JsonNode synthetic = content.path("synthetic");
    JsonNode notice = content.path("notice");
    if (!synthetic.isBoolean() || !notice.isTextual()) {
      throw new InputException(
          "Cannot read " + file + ": synthetic or notice is missing, expected a flag and a text");
    }
    return new Mark(
        content.path("name").asText("bevdrift world"),
        synthetic.booleanValue(),
        notice.textValue());
  }

  private JsonNode json(Path file) {
    try {
      return JSON.readTree(storage.readBytes(file));
    } catch (JsonProcessingException e) {
      throw new InputException("Cannot read " + file + ": " + e.getOriginalMessage(), e);
    } catch (java.io.IOException e) {
      throw new InputException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  String version() {
    return version;
  }

  @Override
  public String toString() {
    return root.toString();
  }

  /**
   * What a data set is called and whether it is made.
   *
   * @param name for people
   * @param synthetic whether the pictures are made, not taken
   * @param notice shown wherever the data is shown; "" if none
   */
  record Mark(String name, boolean synthetic, String notice) {}
}
