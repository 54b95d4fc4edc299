package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.run.ErrorFiles;
import dev.bevdrift.jobs.run.RunNames;
import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.jobs.table.DiffRow;
import dev.bevdrift.jobs.table.DiffTable;
import dev.bevdrift.jobs.table.PredictionRow;
import dev.bevdrift.jobs.table.PredictionsTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.jobs.table.TablePart;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.FrameOutcome;
import dev.bevdrift.udf.infer.SideThread;
import dev.bevdrift.udf.infer.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/**
 * Runs whole scenes through the rungs and writes their files; knows nothing of Spark.
 *
 * <p>While frames run, the next ones are read and decoded, those of the next scene too (see {@link
 * SceneFeed}); the ones before are compared, and the scene before is written, one at a time, by a
 * thread that is at most a chunk of frames behind. A scene's difference file gets its name last: a
 * scene that has one is done. Not thread-safe.
 */
final class SceneEvaluator implements Iterator<SceneResult>, AutoCloseable {
  private final EvalTask task;
  private final SceneModels models;
  private final FrameCounter counter;
  private final Optional<CacheKeys> cacheKeys;
  private final SceneFeed feed;
  private final Queue<ScenePass> scenes;
  private final Follower recording;
  private Iterator<FrameOutcome> outcomes = Collections.emptyIterator();
  private Optional<CompletableFuture<SceneResult>> writing = Optional.empty();

  /** Runs these scenes, in this order. */
  SceneEvaluator(
      EvalTask task, SceneModels models, FrameCounter counter, Iterator<SceneUnit> units) {
    this.task = task;
    this.models = models;
    this.counter = counter;
    this.cacheKeys =
        task.options().cache().isEmpty()
            ? Optional.empty()
            : Optional.of(CacheKeys.of(task, models.ladder(), models.device().orElseThrow()));
    this.feed = new SceneFeed(units, this::open);
    this.scenes = feed.onTheirWay();
    this.recording = Follower.named("recorder", task.options().chunkFrames());
  }

  private ScenePass open(SceneUnit unit) {
    CachedRungs known =
        cacheKeys
            .map(keys -> CachedRungs.find(cache(), keys, task, models.rungs(), unit))
            .orElseGet(() -> CachedRungs.none(models.rungs()));
    return ScenePass.open(task, unit, known, new SceneRecorder(task, models));
  }

  private SceneCache cache() {
    return SceneCache.in(task.storage(), task.options().cache());
  }

  @Override
  public boolean hasNext() {
    return writing.isPresent() || !scenes.isEmpty() || feed.more();
  }

  /** The next scene's result, once its files are written and the scene after it has run. */
  @Override
  public SceneResult next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no further scene");
    }
    if (writing.isEmpty()) {
      writing = Optional.of(start(ran()));
    }
    Optional<ScenePass> ran =
        scenes.isEmpty() && !feed.more() ? Optional.empty() : Optional.of(ran());
    SceneResult result = SideThread.join(writing.get()); // one is written at a time
    writing = ran.map(this::start);
    return result;
  }

  private CompletableFuture<SceneResult> start(ScenePass scene) {
    return recording.give(() -> written(scene));
  }

  /** Runs the frames of the oldest scene that are still to come. */
  private ScenePass ran() {
    while (scenes.isEmpty() || !scenes.element().done()) {
      if (!outcomes.hasNext()) {
        outcomes = models.inference(feed.begin()).run(feed, this::reference);
      } else {
        FrameOutcome outcome = outcomes.next();
        recording.take(scenes.element().take(outcome));
        counter.done();
      }
    }
    return scenes.remove();
  }

  private Map<String, Tensor> reference(Frame frame, String run) {
    String variant = models.variant(run);
    for (ScenePass scene : scenes) {
      Map<String, Tensor> outputs = scene.reference(frame, variant);
      if (!outputs.isEmpty()) {
        return outputs;
      }
    }
    return Map.of();
  }

  private SceneResult written(ScenePass scene) {
    SceneRecorder recorder = scene.recorder();
    Map<String, SceneCache.Rows> rows = encoded(scene);
    if (scene.lasting()) {
      scene.known().keep(rows); // what failed may not fail again
    }
    write(scene, rows().stream().map(rows::get).toList());
    return new SceneResult(
        scene.unit(),
        recorder.faults(),
        models.provider(),
        models.providerNote(),
        models.hardware(),
        scene.latencies(),
        scene.known().known());
  }

  /** Known rows as they are, and those that were made. */
  private Map<String, SceneCache.Rows> encoded(ScenePass scene) {
    Storage storage = task.storage();
    Map<String, List<PredictionRow>> boxesOf =
        scene.recorder().predictions().stream().collect(Collectors.groupingBy(PredictionRow::rung));
    Map<String, List<DiffRow>> differencesOf =
        scene.recorder().diffs().stream().collect(Collectors.groupingBy(DiffRow::rung));
    Map<String, SceneCache.Rows> rows = new HashMap<>(scene.known().rows());
    for (String row : rows()) {
      rows.computeIfAbsent(
          row,
          id ->
              new SceneCache.Rows(
                  PredictionsTable.part(storage, boxesOf.getOrDefault(id, List.of())),
                  DiffTable.part(storage, differencesOf.getOrDefault(id, List.of()))));
    }
    return rows;
  }

  private void write(ScenePass scene, List<SceneCache.Rows> rows) {
    Storage storage = task.storage();
    Path out = new Path(task.options().out());
    ErrorFiles.write(storage, out, scene.unit(), scene.recorder().faults());
    TablePart.join(
        storage,
        new Path(out, RunNames.PREDICTIONS + scene.unit().file()),
        rows.stream().map(SceneCache.Rows::predictions).toList());
    TablePart.join(
        storage,
        new Path(out, RunNames.DIFF + scene.unit().file()),
        rows.stream().map(SceneCache.Rows::diffs).toList());
  }

  /** Rows of the tables, in their order: the original's variants, then the rungs. */
  private List<String> rows() {
    List<String> rows = new ArrayList<>(task.variants().stream().map(RunNames::original).toList());
    rows.addAll(models.ids());
    return rows;
  }

  /** Closes what is open; waits for what is being written, whatever comes of it. */
  @Override
  public void close() {
    feed.close();
    recording.close();
  }
}
