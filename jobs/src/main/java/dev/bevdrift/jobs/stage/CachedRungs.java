package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.jobs.run.TaughtRun;
import dev.bevdrift.udf.ladder.GraphRung;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Which of a scene's results are known from earlier runs, and which must be made. */
final class CachedRungs {
  private final Optional<SceneCache> cache;
  private final Map<String, Map<String, String>> keys;
  private final Map<String, SceneCache.Rows> found;
  private final Set<String> toRun;

  private CachedRungs(
      Optional<SceneCache> cache,
      Map<String, Map<String, String>> keys,
      Map<String, SceneCache.Rows> found,
      Set<String> toRun) {
    this.cache = cache;
    this.keys = keys;
    this.found = found;
    this.toRun = toRun;
  }

  /** Without a cache: every rung must run. */
  static CachedRungs none(List<GraphRung> rungs) {
    Set<String> all = new LinkedHashSet<>();
    rungs.forEach(rung -> all.add(rung.id()));
    return new CachedRungs(Optional.empty(), Map.of(), Map.of(), all);
  }

  /**
   * Looks a scene's rungs up. A rung that another one is compared with runs if that one does; a
   * taught run is not kept, since it is its teacher's too, and both run.
   */
  static CachedRungs find(
      SceneCache cache, CacheKeys names, EvalTask task, List<GraphRung> rungs, SceneUnit unit) {
    Map<String, String> scene = names.scene(unit);
    Map<String, Map<String, String>> keys = new TreeMap<>();
    Map<String, SceneCache.Rows> found = new HashMap<>();
    Map<String, String> baselines = new HashMap<>();
    List<String> open = new ArrayList<>();
    Set<String> toRun = new LinkedHashSet<>();
    for (TaughtRun run : task.taught()) {
      toRun.add(run.id());
      open.add(run.teacher());
    }
    for (GraphRung rung : rungs) {
      baselines.put(rung.id(), EvalTask.baselineRow(task.options(), rung));
      if (toRun.contains(rung.id())) {
        open.add(baselines.get(rung.id()));
        continue;
      }
      Map<String, String> key = names.parts(rung, scene);
      keys.put(rung.id(), key);
      Optional<SceneCache.Rows> rows = cache.find(key);
      rows.ifPresentOrElse(known -> found.put(rung.id(), known), () -> open.add(rung.id()));
    }
    while (!open.isEmpty()) {
      String id = open.remove(open.size() - 1);
      if (keys.containsKey(id) && toRun.add(id)) {
        found.remove(id);
        open.add(baselines.get(id));
      }
    }
    return new CachedRungs(Optional.of(cache), keys, found, toRun);
  }

  /** Ids of the rungs that must run. */
  Set<String> toRun() {
    return toRun;
  }

  /** How many rungs need not run. */
  int known() {
    return found.size();
  }

  /** The rows of the known rungs, by id. */
  Map<String, SceneCache.Rows> rows() {
    return Map.copyOf(found);
  }

  /**
   * Keeps what the rungs that ran have made.
   *
   * @param made by row of a scene
   */
  void keep(Map<String, SceneCache.Rows> made) {
    cache.ifPresent(
        into ->
            toRun.stream()
                .filter(keys::containsKey)
                .forEach(id -> into.keep(keys.get(id), made.get(id))));
  }
}
