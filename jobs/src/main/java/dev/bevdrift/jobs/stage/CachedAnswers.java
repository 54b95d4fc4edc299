package dev.bevdrift.jobs.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.doctor.FindingsJson;
import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.Sha256;
import dev.bevdrift.udf.finding.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;

/**
 * Small answers about rungs that cost runs of their graphs, kept between runs: {@code
 * QUESTION/KEY.json} holds every part of the key, the answer and its hash. A file that does not say
 * the same parts, or whose answer is not the one that was hashed, is not there.
 *
 * @param <T> an answer
 */
final class CachedAnswers<T> {
  private static final String ANSWER = "answer";
  private static final String SHA256 = "answer_sha256";

  private final String question;
  private final Storage storage;
  private final String folder;
  private final Form<T> form;

  private CachedAnswers(String question, Storage storage, String folder, Form<T> form) {
    this.question = question;
    this.storage = storage;
    this.folder = folder;
    this.form = form;
  }

  /**
   * How an answer is told.
   *
   * @param write as JSON
   * @param read what was written; empty for anything else
   */
  record Form<T>(Function<T, JsonNode> write, Function<JsonNode, Optional<T>> read) {}

  /**
   * Answers to one question.
   *
   * @param question the name of the answers' folder in the cache
   * @param folder of the cache, which need not be there; empty where nothing is kept
   */
  static <T> CachedAnswers<T> to(String question, Storage storage, String folder, Form<T> form) {
    return new CachedAnswers<>(question, storage, folder, form);
  }

  /** Findings about the rungs of a plan. */
  static CachedAnswers<List<Finding>> ofFindings(String question, EvalPlan plan) {
    return to(
        question,
        plan.storage(),
        plan.options().cache(),
        new Form<>(FindingsJson::array, FindingsJson::read));
  }

  /**
   * The answer kept under a key, or else asked for, and kept.
   *
   * @param key all that decides the answer, by name; not called where nothing is kept; empty when
   *     something that decides it has no name
   */
  T answer(Supplier<Optional<Map<String, String>>> key, Supplier<T> ask) {
    Optional<Map<String, String>> name = folder.isEmpty() ? Optional.empty() : key.get();
    Optional<T> known = name.flatMap(this::find);
    if (known.isPresent()) {
      return known.get();
    }
    T found = ask.get();
    name.ifPresent(parts -> keep(parts, found));
    return found;
  }

  private Optional<T> find(Map<String, String> key) {
    Path file = file(key);
    if (!storage.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode said = new ObjectMapper().readTree(storage.readBytes(file));
      JsonNode answer = said.path(ANSWER);
      return CacheKeys.said(said).equals(key) && hash(answer).equals(said.path(SHA256).asText())
          ? form.read().apply(answer)
          : Optional.empty();
    } catch (IOException malformed) {
      return Optional.empty();
    }
  }

  private void keep(Map<String, String> key, T found) {
    JsonNode answer = form.write().apply(found);
    ObjectNode said = new ObjectMapper().createObjectNode().put("schema_version", 1);
    CacheKeys.say(said, key);
    said.put(SHA256, hash(answer));
    said.set(ANSWER, answer);
    storage.writeText(file(key), said.toPrettyString() + "\n");
  }

  private static String hash(JsonNode answer) {
    return Sha256.of(answer.toString().getBytes(StandardCharsets.UTF_8));
  }

  private Path file(Map<String, String> key) {
    return new Path(new Path(folder, question), CacheKeys.name(key) + ".json");
  }
}
