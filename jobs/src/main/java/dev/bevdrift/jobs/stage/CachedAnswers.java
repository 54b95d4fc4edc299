package dev.bevdrift.jobs.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.table.Storage;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * Small answers about rungs that cost runs of their graphs, kept between runs: {@code
 * QUESTION/KEY.json} holds every part of the key and the answer. A file that does not say the same
 * parts is not there.
 */
final class CachedAnswers {
  private static final String ANSWER = "answer";

  private final Storage storage;
  private final Path root;

  private CachedAnswers(Storage storage, Path root) {
    this.storage = storage;
    this.root = root;
  }

  /**
   * Answers to one question.
   *
   * @param folder of the cache, which need not be there
   * @param question the name of the answers' folder in it
   */
  static CachedAnswers to(String question, Storage storage, String folder) {
    return new CachedAnswers(storage, new Path(folder, question));
  }

  /** The answer kept under that key. */
  Optional<JsonNode> find(Map<String, String> key) {
    Path file = file(key);
    if (!storage.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode said = new ObjectMapper().readTree(storage.readBytes(file));
      return CacheKeys.said(said).equals(key)
          ? Optional.ofNullable(said.get(ANSWER))
          : Optional.empty();
    } catch (IOException malformed) {
      return Optional.empty();
    }
  }

  /** Keeps an answer. */
  void keep(Map<String, String> key, JsonNode answer) {
    ObjectNode said = new ObjectMapper().createObjectNode().put("schema_version", 1);
    CacheKeys.say(said, key);
    said.set(ANSWER, answer);
    storage.writeText(file(key), said.toPrettyString() + "\n");
  }

  private Path file(Map<String, String> key) {
    return new Path(root, CacheKeys.name(key) + ".json");
  }
}
