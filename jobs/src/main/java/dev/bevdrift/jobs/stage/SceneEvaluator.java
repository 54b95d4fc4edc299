package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.run.ErrorFiles;
import dev.bevdrift.jobs.run.RunNames;
import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.jobs.table.DiffRow;
import dev.bevdrift.jobs.table.DiffTable;
import dev.bevdrift.jobs.table.PredictionRow;
import dev.bevdrift.jobs.table.PredictionsTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.jobs.table.TableWriter;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.FrameOutcome;
import dev.bevdrift.udf.infer.SideThread;
import dev.bevdrift.udf.infer.Tensor;
import java.util.ArrayList;
import java.util.Collections;
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
    List<PredictionRow> boxes = new ArrayList<>(recorder.predictions());
    List<DiffRow> differences = new ArrayList<>(recorder.diffs());
    if (scene.lasting()) {
      scene.known().keep(boxes, differences); // what failed may not fail again
    }
    boxes.addAll(scene.known().predictions());
    differences.addAll(scene.known().diffs());
    write(scene.unit(), recorder, boxes, differences);
    return new SceneResult(
        scene.unit(),
        recorder.faults(),
        models.provider(),
        models.providerNote(),
        models.hardware(),
        scene.latencies(),
        scene.known().known());
  }

  private void write(
      SceneUnit unit,
      SceneRecorder recorder,
      List<PredictionRow> boxes,
      List<DiffRow> differences) {
    Storage storage = task.storage();
    Path out = new Path(task.options().out());
    try (TableWriter<PredictionRow> predictions =
            PredictionsTable.writer(storage, new Path(out, RunNames.PREDICTIONS + unit.file()));
        TableWriter<DiffRow> diffs =
            DiffTable.writer(storage, new Path(out, RunNames.DIFF + unit.file()))) {
      Map<String, List<PredictionRow>> boxesOf =
          boxes.stream().collect(Collectors.groupingBy(PredictionRow::rung));
      Map<String, List<DiffRow>> differencesOf =
          differences.stream().collect(Collectors.groupingBy(DiffRow::rung));
      for (String row : rows()) {
        boxesOf.getOrDefault(row, List.of()).forEach(predictions::write);
        differencesOf.getOrDefault(row, List.of()).forEach(diffs::write);
      }
      ErrorFiles.write(storage, out, unit, recorder.faults());
      predictions.commit();
      diffs.commit();
    }
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
