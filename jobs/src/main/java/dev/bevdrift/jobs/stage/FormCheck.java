package dev.bevdrift.jobs.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.jobs.table.StoredImages;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.PartsCheck;
import dev.bevdrift.udf.ladder.GraphRung;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * Compares rungs' parts with their whole graphs on the first frames of one scene. Several rungs may
 * be asked about at the same time.
 */
final class FormCheck implements AutoCloseable {
  private final EvalTask task;
  private final SceneModels models;
  private final SceneUnit unit;
  private final Optional<CachedAnswers> cache;
  private Optional<PartsCheck> check = Optional.empty();
  private Map<String, String> scene = Map.of();
  private Optional<CacheKeys> keys = Optional.empty();

  FormCheck(EvalTask task, SceneModels models, SceneUnit unit) {
    this.task = task;
    this.models = models;
    this.unit = unit;
    String folder = task.options().cache();
    this.cache =
        folder.isEmpty()
            ? Optional.empty()
            : Optional.of(CachedAnswers.to("forms", task.storage(), folder));
    if (cache.isPresent()) {
      CacheKeys names = CacheKeys.of(task, models.ladder(), models.device().orElseThrow());
      keys = Optional.of(names);
      scene = names.scene(unit);
    }
  }

  /** "" when a rung's parts give what its whole graph gives; else why it must run whole. */
  String reason(GraphRung rung) {
    Optional<Map<String, String>> key = keys.map(names -> names.form(rung, scene));
    Optional<JsonNode> known = key.flatMap(parts -> cache.orElseThrow().find(parts));
    if (known.isPresent() && known.get().isTextual()) {
      return known.get().asText();
    }
    String found = check().difference(rung).orElse("");
    key.ifPresent(parts -> cache.orElseThrow().keep(parts, TextNode.valueOf(found)));
    return found;
  }

  /** Opened by the first rung that nothing is known of. */
  private synchronized PartsCheck check() {
    if (check.isEmpty()) {
      check =
          Optional.of(
              PartsCheck.on(
                  models.ladder(),
                  models.runtime(),
                  StoredImages.in(task.storage()),
                  firstFrames()));
    }
    return check.get();
  }

  private List<Frame> firstFrames() {
    List<Frame> frames = new ArrayList<>();
    Path file = new Path(task.options().frames(), unit.file());
    try (CloseableIterator<Frame> all = FramesTable.read(task.storage(), file)) {
      while (all.hasNext() && frames.size() < PartsCheck.FRAMES) {
        frames.add(all.next());
      }
    }
    return frames;
  }

  @Override
  public synchronized void close() {
    check.ifPresent(PartsCheck::close);
  }
}
