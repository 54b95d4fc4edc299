package dev.bevdrift.jobs.stage;

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
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * Compares rungs' parts with their whole graphs on the first frames of one scene. Several rungs may
 * be asked about at the same time.
 */
final class FormCheck implements AutoCloseable {
  private static final CachedAnswers.Form<String> REASON =
      new CachedAnswers.Form<>(
          TextNode::valueOf,
          said -> said.isTextual() ? Optional.of(said.asText()) : Optional.empty());

  private final EvalTask task;
  private final SceneModels models;
  private final SceneUnit unit;
  private final CachedAnswers<String> cache;
  private final AnswerKeys keys;
  private List<Frame> frames = List.of();
  private Optional<PartsCheck> check = Optional.empty();

  FormCheck(EvalTask task, SceneModels models, SceneUnit unit) {
    this.task = task;
    this.models = models;
    this.unit = unit;
    cache = CachedAnswers.to("forms", task.storage(), task.options().cache(), REASON);
    keys =
        new AnswerKeys(
            () -> CacheKeys.of(task, models.ladder(), models.device().orElseThrow()),
            names -> names.scene(unit));
  }

  /** "" when a rung's parts give what its whole graph gives; else why it must run whole. */
  String reason(GraphRung rung) {
    return cache.answer(
        () -> keys.about(firstFrames(), (names, scene) -> names.form(rung, scene)),
        () -> check().difference(rung).orElse(""));
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

  private synchronized List<Frame> firstFrames() {
    if (frames.isEmpty()) {
      List<Frame> first = new ArrayList<>();
      Path file = new Path(task.options().frames(), unit.file());
      try (CloseableIterator<Frame> all = FramesTable.read(task.storage(), file)) {
        while (all.hasNext() && first.size() < PartsCheck.FRAMES) {
          first.add(all.next());
        }
      }
      frames = first;
    }
    return frames;
  }

  @Override
  public synchronized void close() {
    check.ifPresent(PartsCheck::close);
  }
}
