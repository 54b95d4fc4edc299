package dev.bevdrift.jobs.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.table.Storage;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/** What checks of rungs' parts came to, kept between runs: {@code forms/KEY.json}. */
final class FormCache {
  private final Storage storage;
  private final Path root;

  private FormCache(Storage storage, Path root) {
    this.storage = storage;
    this.root = root;
  }

  /** In this folder, which need not be there. */
  static FormCache in(Storage storage, String folder) {
    return new FormCache(storage, new Path(folder, "forms"));
  }

  /** The reason kept under that key: "" when both forms were equal. */
  Optional<String> find(Map<String, String> key) {
    Path file = file(key);
    if (!storage.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode said = new ObjectMapper().readTree(storage.readBytes(file));
      Map<String, String> parts = new TreeMap<>();
      said.path("key")
          .properties()
          .forEach(part -> parts.put(part.getKey(), part.getValue().asText()));
      return parts.equals(key) && said.path("reason").isTextual()
          ? Optional.of(said.path("reason").asText())
          : Optional.empty();
    } catch (IOException malformed) {
      return Optional.empty();
    }
  }

  /** Keeps a reason. */
  void keep(Map<String, String> key, String reason) {
    ObjectNode said = new ObjectMapper().createObjectNode().put("schema_version", 1);
    ObjectNode parts = said.putObject("key");
    new TreeMap<>(key).forEach(parts::put);
    said.put("reason", reason);
    storage.writeText(file(key), said.toPrettyString() + "\n");
  }

  private Path file(Map<String, String> key) {
    return new Path(root, CacheKeys.name(key) + ".json");
  }
}
