package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.run.SceneUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Keys of answers about one scene, whose files are hashed when a first key is asked for. Safe for
 * concurrent use.
 */
final class SceneKeys {
  private final Supplier<CacheKeys> names;
  private final SceneUnit unit;
  private Optional<CacheKeys> known = Optional.empty();
  private Map<String, String> scene = Map.of();

  SceneKeys(Supplier<CacheKeys> names, SceneUnit unit) {
    this.names = names;
    this.unit = unit;
  }

  /**
   * One key.
   *
   * @param key of the names and of what the scene brings
   */
  synchronized Optional<Map<String, String>> of(
      BiFunction<CacheKeys, Map<String, String>, Map<String, String>> key) {
    if (known.isEmpty()) {
      known = Optional.of(names.get());
      scene = known.get().scene(unit);
    }
    return known.map(all -> key.apply(all, scene));
  }
}
