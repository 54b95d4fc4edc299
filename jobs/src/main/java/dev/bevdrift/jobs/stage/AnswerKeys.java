package dev.bevdrift.jobs.stage;

import dev.bevdrift.udf.infer.Frame;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Keys of answers about some frames; the files that decide all of them are hashed when a first key
 * is asked for. Safe for concurrent use.
 */
final class AnswerKeys {
  private final Supplier<CacheKeys> names;
  private final Function<CacheKeys, Map<String, String>> files;
  private Optional<CacheKeys> known = Optional.empty();
  private Map<String, String> hashed = Map.of();

  /**
   * No file is hashed yet.
   *
   * @param files what the files bring to every key
   */
  AnswerKeys(Supplier<CacheKeys> names, Function<CacheKeys, Map<String, String>> files) {
    this.names = names;
    this.files = files;
  }

  /**
   * One key; empty where a picture of the frames lies elsewhere without a hash.
   *
   * @param key of the names and of what the files bring
   */
  synchronized Optional<Map<String, String>> about(
      List<Frame> frames, BiFunction<CacheKeys, Map<String, String>, Map<String, String>> key) {
    if (!frames.stream().allMatch(CacheKeys::pins)) {
      return Optional.empty();
    }
    if (known.isEmpty()) {
      CacheKeys made = names.get();
      hashed = files.apply(made);
      known = Optional.of(made);
    }
    return known.map(all -> key.apply(all, hashed));
  }
}
