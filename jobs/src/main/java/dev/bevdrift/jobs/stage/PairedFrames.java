package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.ReferenceFrame;
import dev.bevdrift.udf.infer.Tensor;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.hadoop.fs.Path;

/**
 * The frames of one scene, each with its reference at hand.
 *
 * <p>Both files are streamed side by side. Inference looks ahead by one chunk, so references wait
 * here until their frame comes out: {@link #nextReference} gives them in the order of frames, to
 * another thread than the one that takes the frames if need be.
 */
final class PairedFrames implements Iterator<Frame> {
  private final SceneUnit unit;
  private final Iterator<Frame> frames;
  private final Iterator<ReferenceFrame> references;
  private final boolean compared;
  private final Path framesFile;
  private final Path referenceFile;
  private final Queue<ReferenceFrame> waiting = new ConcurrentLinkedQueue<>();
  private int taken;

  private PairedFrames(
      SceneUnit unit,
      Iterator<Frame> frames,
      Path framesFile,
      Iterator<ReferenceFrame> references,
      Path referenceFile,
      boolean compared) {
    this.unit = unit;
    this.frames = frames;
    this.framesFile = framesFile;
    this.references = references;
    this.referenceFile = referenceFile;
    this.compared = compared;
  }

  /** Frames with the reference of each. */
  static PairedFrames of(
      SceneUnit unit,
      Iterator<Frame> frames,
      Path framesFile,
      Iterator<ReferenceFrame> references,
      Path referenceFile) {
    return new PairedFrames(unit, frames, framesFile, references, referenceFile, true);
  }

  /** Frames of a run that compares rungs with a rung: references are empty. */
  static PairedFrames alone(SceneUnit unit, Iterator<Frame> frames, Path framesFile) {
    return new PairedFrames(
        unit, frames, framesFile, java.util.Collections.emptyIterator(), framesFile, false);
  }

  @Override
  public boolean hasNext() {
    if (taken >= unit.frames()) {
      return false;
    }
    if (!frames.hasNext()) {
      throw new InputException(
          "Cannot read "
              + framesFile
              + ": it ends after "
              + taken
              + " frames, expected "
              + unit.frames()
              + " as in the index");
    }
    return true;
  }

  @Override
  public Frame next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no further frame in " + framesFile);
    }
    Frame frame = frames.next();
    taken++;
    if (!compared) {
      waiting.add(ReferenceFrame.of(frame.sampleToken()).build());
      return frame;
    }
    ReferenceFrame reference =
        references.hasNext() ? references.next() : ReferenceFrame.of("").build();
    if (!reference.sampleToken().equals(frame.sampleToken())) {
      throw new InputException(
          "Cannot compare sample "
              + frame.sampleToken()
              + " of "
              + framesFile
              + ": "
              + referenceFile
              + (reference.sampleToken().isEmpty()
                  ? " ends before it"
                  : " has sample " + reference.sampleToken() + " in its place")
              + ", expected a reference for each frame in the same order");
    }
    waiting.add(reference);
    return frame;
  }

  /**
   * The reference's outputs of a frame that was given out and whose reference still waits.
   *
   * @param variant of the reference
   * @return by name; empty where there is no such reference
   */
  Map<String, Tensor> outputs(Frame frame, String variant) {
    return waiting.stream()
        .filter(reference -> reference.sampleToken().equals(frame.sampleToken()))
        .findFirst()
        .map(reference -> reference.tensors(variant))
        .orElse(Map.of());
  }

  /** The reference of the earliest frame that was given out and not yet asked for here. */
  ReferenceFrame nextReference() {
    return waiting.remove();
  }
}
