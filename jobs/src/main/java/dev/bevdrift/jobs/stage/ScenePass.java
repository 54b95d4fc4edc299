package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.config.ReferenceChoice;
import dev.bevdrift.jobs.run.Latencies;
import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.jobs.table.ReferenceTable;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.FrameOutcome;
import dev.bevdrift.udf.infer.ReferenceFrame;
import dev.bevdrift.udf.infer.RungOutcome;
import dev.bevdrift.udf.infer.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/**
 * One scene on its way through: the frames still to come, and what was made of those that came.
 *
 * <p>One thread may take the frames while another takes their outcomes and a third adds those.
 */
final class ScenePass implements AutoCloseable {
  private final SceneUnit unit;
  private final CachedRungs known;
  private final PairedFrames frames;
  private final List<CloseableIterator<?>> files;
  private final SceneRecorder recorder;
  private final Map<String, Latencies> latencies = new TreeMap<>();
  private boolean pinned = true; // every picture lies in its frame or has a hash
  private int taken;

  private ScenePass(
      SceneUnit unit,
      CachedRungs known,
      PairedFrames frames,
      List<CloseableIterator<?>> files,
      SceneRecorder recorder) {
    this.unit = unit;
    this.known = known;
    this.frames = frames;
    this.files = files;
    this.recorder = recorder;
  }

  /**
   * Opens a scene's files.
   *
   * @throws dev.bevdrift.metrics.InputException when one cannot be read; none stays open
   */
  static ScenePass open(EvalTask task, SceneUnit unit, CachedRungs known, SceneRecorder recorder) {
    Path framesFile = new Path(task.options().frames(), unit.file());
    CloseableIterator<Frame> frames = FramesTable.read(task.storage(), framesFile);
    if (!(task.options().reference() instanceof ReferenceChoice.Tables tables)) {
      PairedFrames alone = PairedFrames.alone(unit, frames, framesFile);
      return new ScenePass(unit, known, alone, List.of(frames), recorder);
    }
    Path referenceFile = new Path(tables.location(), unit.file());
    try {
      CloseableIterator<ReferenceFrame> references =
          ReferenceTable.read(task.storage(), referenceFile);
      return new ScenePass(
          unit,
          known,
          PairedFrames.of(unit, frames, framesFile, references, referenceFile),
          List.of(frames, references),
          recorder);
    } catch (RuntimeException unusable) {
      frames.close();
      throw unusable;
    }
  }

  SceneUnit unit() {
    return unit;
  }

  /** Results that need not be made. */
  CachedRungs known() {
    return known;
  }

  /** Ids of the rungs that must run. */
  Set<String> toRun() {
    return known.toRun();
  }

  /** Whether there is a further frame to take. */
  boolean hasNext() {
    return frames.hasNext();
  }

  /** Takes the next frame. */
  Frame next() {
    return frames.next();
  }

  /** The reference's outputs of a frame that is on its way; empty for one that is not here. */
  Map<String, Tensor> reference(Frame frame, String variant) {
    return frames.outputs(frame, variant);
  }

  /**
   * Takes what was made of the earliest frame that is on its way.
   *
   * @return what adds it; must run in the order of the frames, on whatever thread
   */
  Runnable take(FrameOutcome outcome) {
    ReferenceFrame reference = frames.nextReference();
    taken++;
    return () -> add(outcome, reference);
  }

  private void add(FrameOutcome outcome, ReferenceFrame reference) {
    recorder.add(outcome, reference);
    for (RungOutcome rung : outcome.rungs()) {
      if (rung.runNs() > 0) {
        latencies.computeIfAbsent(rung.rung(), id -> Latencies.none()).add(rung.runNs());
      }
    }
    pinned &= CacheKeys.pins(outcome.frame());
  }

  /** Whether every frame's outcome was taken. */
  boolean done() {
    return taken == unit.frames();
  }

  /** What the frames made. */
  SceneRecorder recorder() {
    return recorder;
  }

  /** How long each rung's frames took, by its id. */
  Map<String, Latencies> latencies() {
    return latencies;
  }

  /** Whether what was made may be kept: nothing failed, and the pictures cannot change unseen. */
  boolean lasting() {
    return pinned && recorder.faults().isEmpty();
  }

  @Override
  public void close() {
    files.forEach(CloseableIterator::close);
  }
}
