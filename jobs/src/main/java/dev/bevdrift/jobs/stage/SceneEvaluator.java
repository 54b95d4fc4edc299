package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.config.ReferenceChoice;
import dev.bevdrift.jobs.run.ErrorFiles;
import dev.bevdrift.jobs.run.Latencies;
import dev.bevdrift.jobs.run.RunNames;
import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.DiffRow;
import dev.bevdrift.jobs.table.DiffTable;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.jobs.table.PredictionRow;
import dev.bevdrift.jobs.table.PredictionsTable;
import dev.bevdrift.jobs.table.ReferenceTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.jobs.table.TableWriter;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.FrameOutcome;
import dev.bevdrift.udf.infer.ReferenceFrame;
import dev.bevdrift.udf.infer.RungOutcome;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/**
 * Runs whole scenes through the rungs and writes their files; knows nothing of Spark.
 *
 * <p>A scene's difference file gets its name last: a scene that has one is done.
 */
final class SceneEvaluator {
  private final EvalTask task;
  private final SceneModels models;
  private final FrameCounter counter;
  private final Optional<CacheKeys> cacheKeys;

  SceneEvaluator(EvalTask task, SceneModels models, FrameCounter counter) {
    this.task = task;
    this.models = models;
    this.counter = counter;
    this.cacheKeys =
        task.options().cache().isEmpty()
            ? Optional.empty()
            : Optional.of(CacheKeys.of(task, models.ladder(), models.device().orElseThrow()));
  }

  /** One scene on its way through. */
  private static final class Pass {
    private final SceneRecorder recorder;
    private final Map<String, Latencies> latencies = new TreeMap<>();
    private boolean pinned = true; // every picture lies in its frame or has a hash

    private Pass(SceneRecorder recorder) {
      this.recorder = recorder;
    }
  }

  /** Runs one scene and writes its files. */
  SceneResult evaluate(SceneUnit unit) {
    CachedRungs known =
        cacheKeys
            .map(keys -> CachedRungs.find(cache(), keys, task, models.rungs(), unit))
            .orElseGet(() -> CachedRungs.none(models.rungs()));
    Pass pass = new Pass(new SceneRecorder(task, models));
    Storage storage = task.storage();
    Path framesFile = new Path(task.options().frames(), unit.file());
    try (CloseableIterator<Frame> frames = FramesTable.read(storage, framesFile)) {
      if (task.options().reference() instanceof ReferenceChoice.Tables tables) {
        Path referenceFile = new Path(tables.location(), unit.file());
        try (CloseableIterator<ReferenceFrame> references =
            ReferenceTable.read(storage, referenceFile)) {
          PairedFrames both = PairedFrames.of(unit, frames, framesFile, references, referenceFile);
          record(both, known.toRun(), pass);
        }
      } else {
        record(PairedFrames.alone(unit, frames, framesFile), known.toRun(), pass);
      }
    }
    write(unit, pass, known);
    return new SceneResult(
        unit,
        pass.recorder.faults(),
        models.provider(),
        models.providerNote(),
        models.hardware(),
        pass.latencies,
        known.known());
  }

  private SceneCache cache() {
    return SceneCache.in(task.storage(), task.options().cache());
  }

  private void record(PairedFrames frames, Set<String> rungs, Pass pass) {
    Iterator<FrameOutcome> outcomes =
        models
            .inference(rungs)
            .run(frames, (frame, run) -> frames.outputs(frame, models.variant(run)));
    while (outcomes.hasNext()) {
      FrameOutcome outcome = outcomes.next();
      pass.recorder.add(outcome, frames.nextReference());
      for (RungOutcome rung : outcome.rungs()) {
        if (rung.runNs() > 0) {
          pass.latencies.computeIfAbsent(rung.rung(), id -> Latencies.none()).add(rung.runNs());
        }
      }
      pass.pinned &=
          outcome.frame().cameras().stream()
              .allMatch(view -> view.jpeg().isPresent() || !view.sha256().isEmpty());
      counter.done();
    }
  }

  private void write(SceneUnit unit, Pass pass, CachedRungs known) {
    List<PredictionRow> boxes = new ArrayList<>(pass.recorder.predictions());
    List<DiffRow> differences = new ArrayList<>(pass.recorder.diffs());
    if (pass.recorder.faults().isEmpty() && pass.pinned) {
      known.keep(boxes, differences); // what failed may not fail again
    }
    boxes.addAll(known.predictions());
    differences.addAll(known.diffs());
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
      ErrorFiles.write(storage, out, unit, pass.recorder.faults());
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
}
