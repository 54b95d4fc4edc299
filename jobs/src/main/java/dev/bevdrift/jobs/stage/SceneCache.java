package dev.bevdrift.jobs.stage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.jobs.table.TablePart;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * Results of one rung on one scene, kept between runs: {@code AB/KEY/} with its boxes, its
 * differences and {@code entry.json}, which is written last and holds every part of the key and the
 * files' hashes. An entry that is not whole, or does not say the same parts, is not there. Safe for
 * tasks that write the same entry: what they write is equal.
 */
final class SceneCache {
  private static final String ENTRY = "entry.json";
  private static final String PREDICTIONS = "predictions.parquet";
  private static final String DIFF = "diff.parquet";

  private final Storage storage;
  private final Path root;

  private SceneCache(Storage storage, Path root) {
    this.storage = storage;
    this.root = root;
  }

  /** In this folder, which need not be there. */
  static SceneCache in(Storage storage, String folder) {
    return new SceneCache(storage, new Path(folder));
  }

  /**
   * A rung's rows for one scene, as they are joined to the run's tables.
   *
   * @param predictions its boxes, in the table's order
   * @param diffs its differences, in the table's order
   */
  record Rows(TablePart predictions, TablePart diffs) {}

  /** The rows of that key, if they are there and whole. */
  Optional<Rows> find(Map<String, String> key) {
    Path folder = folder(key);
    Path entry = new Path(folder, ENTRY);
    if (!storage.exists(entry)) {
      return Optional.empty();
    }
    try {
      JsonNode said = new ObjectMapper().readTree(storage.readBytes(entry));
      if (!CacheKeys.said(said).equals(key)) {
        return Optional.empty();
      }
      return part(folder, PREDICTIONS, said)
          .flatMap(boxes -> part(folder, DIFF, said).map(diffs -> new Rows(boxes, diffs)));
    } catch (IOException malformed) {
      return Optional.empty();
    }
  }

  private Optional<TablePart> part(Path folder, String name, JsonNode said) {
    Path file = new Path(folder, name);
    return storage.exists(file)
        ? Optional.of(TablePart.read(storage, file))
            .filter(part -> part.sha256().equals(said.path("sha256").path(name).asText()))
        : Optional.empty();
  }

  /** Keeps rows under that key, for later runs. */
  void keep(Map<String, String> key, Rows rows) {
    Path folder = folder(key);
    rows.predictions().write(storage, new Path(folder, PREDICTIONS));
    rows.diffs().write(storage, new Path(folder, DIFF));
    ObjectNode entry = new ObjectMapper().createObjectNode().put("schema_version", 1);
    CacheKeys.say(entry, key);
    ObjectNode hashes = entry.putObject("sha256");
    hashes.put(PREDICTIONS, rows.predictions().sha256());
    hashes.put(DIFF, rows.diffs().sha256());
    try {
      storage.writeText(
          new Path(folder, ENTRY),
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(entry) + "\n");
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("Cannot write a JSON tree as text", impossible);
    }
  }

  private Path folder(Map<String, String> key) {
    String name = CacheKeys.name(key);
    return new Path(root, name.substring(0, 2) + "/" + name);
  }
}
