package dev.bevdrift.udf.infer;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.image.Decoding;
import dev.bevdrift.udf.image.Preprocessor;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.ladder.LadderFile;
import dev.bevdrift.udf.ladder.Role;
import dev.bevdrift.udf.model.BevModel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Frames in time order through all rungs: a chunk is decoded once, then each rung runs the chunk
 * with its own BEV memory, then the next rung.
 *
 * <p>Scenes follow each other in one stream; memories are emptied where scene or sequence changes.
 * A frame that fails becomes a {@link FrameFault} of the rungs it concerns, and the others go on. A
 * prefix that rungs share runs once a frame. A rung with the same graph as one before it takes that
 * one's outputs and only decodes them its own way. A run that has a teacher comes after it. Not
 * thread-safe; the caller closes the models.
 */
public final class SceneInference {
  /** One that the rungs run, and one that is decoded meanwhile. */
  private static final int CHUNKS = 2;

  private final InferenceOptions options;
  private final List<RungRunner> runners = new ArrayList<>();
  private final Deque<List<FrameInput>> spare = new ArrayDeque<>();
  private final BoxDecoder decoder;
  private final GlobalBoxes globalBoxes;
  private Frame latest;

  private SceneInference(List<BevModel> models, Ladder ladder, InferenceOptions options) {
    this.options = options;
    Map<Decoding, Preprocessor> preprocessors = new EnumMap<>(Decoding.class);
    for (BevModel model : models) {
      String id = model.rung().id();
      Decoding decoding = options.decoding(id);
      runners.add(RungRunner.of(model, ladder, options.teachers().of(id), decoding));
      preprocessors.computeIfAbsent(decoding, asked -> Preprocessor.of(ladder.preprocess(), asked));
    }
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      List<FrameInput> slots = new ArrayList<>();
      for (int i = 0; i < options.chunkFrames(); i++) {
        slots.add(FrameInput.of(ladder, options.images(), preprocessors));
      }
      spare.add(slots);
    }
    decoder = BoxDecoder.of(ladder);
    globalBoxes = GlobalBoxes.of(ladder);
  }

  /**
   * Prepares a run with empty memories.
   *
   * @param models open, of this ladder, each id once
   */
  public static SceneInference of(List<BevModel> models, Ladder ladder, InferenceOptions options) {
    return new SceneInference(models, ladder, options);
  }

  /** Frames whose pictures are decoded, and whether others follow them. */
  private record Chunk(List<FrameInput> slots, int size, boolean more) {}

  /**
   * Runs a stream of frames; lazy. Frames are taken up to two chunks ahead: those of the second are
   * read, and their pictures decoded, by another thread while the rungs run the first, and no
   * further. That thread alone asks {@code frames}, but for whether there is a first one.
   *
   * @param frames scene after scene, each in time order
   * @return one outcome a frame, in the same order; throws InputException when time runs backwards
   */
  public Iterator<FrameOutcome> run(Iterator<Frame> frames) {
    return run(frames, Teachers.Reference.none());
  }

  /**
   * The same with the original's outputs at hand, for runs that they teach.
   *
   * @param reference asked for a frame after {@code frames} gave it and before its outcome is given
   */
  public Iterator<FrameOutcome> run(Iterator<Frame> frames, Teachers.Reference reference) {
    return new Iterator<>() {
      private final Deque<FrameOutcome> ready = new ArrayDeque<>(); // outputs go with their frame
      private CompletableFuture<Chunk> ahead;

      @Override
      public boolean hasNext() {
        return !ready.isEmpty() || ahead != null || frames.hasNext();
      }

      @Override
      public FrameOutcome next() {
        if (!hasNext()) {
          throw new NoSuchElementException("no more frames");
        }
        if (ready.isEmpty()) {
          Chunk now = SideThread.join(ahead == null ? take(frames) : ahead);
          ahead = now.more ? take(frames) : null;
          ready.addAll(run(now, reference));
          spare.add(now.slots);
        }
        return ready.remove();
      }
    };
  }

  /** Has a chunk of frames taken and decoded; one chunk at a time is. */
  private CompletableFuture<Chunk> take(Iterator<Frame> frames) {
    List<FrameInput> slots = spare.remove();
    return SideThread.start("frames ahead", () -> fill(slots, frames));
  }

  private Chunk fill(List<FrameInput> slots, Iterator<Frame> frames) {
    int size = 0;
    while (size < slots.size() && frames.hasNext()) {
      Frame frame = frames.next();
      checkTime(frame);
      if (runners.isEmpty()) {
        slots.get(size).hold(frame);
      } else {
        slots.get(size).fill(frame);
      }
      size++;
    }
    return new Chunk(slots, size, frames.hasNext());
  }

  private List<FrameOutcome> run(Chunk chunk, Teachers.Reference reference) {
    List<FrameInput> slots = chunk.slots;
    int size = chunk.size;
    List<List<RungOutcome>> byFrame = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      byFrame.add(new ArrayList<>());
    }
    List<List<RungRunner.Ran>> byRunner = new ArrayList<>();
    try (ChunkFeatures features = ChunkFeatures.of(size)) {
      for (RungRunner runner : runners) {
        List<RungRunner.Ran> ran = new ArrayList<>();
        Optional<List<RungRunner.Ran>> twin = twin(runner, byRunner);
        for (int i = 0; i < size; i++) {
          RungRunner.Ran result =
              twin.isPresent()
                  ? twin.get().get(i)
                  : runner.run(
                      slots.get(i), features.ofFrame(i, runner.decoding()), features.afterFrame(i));
          if (runner.teacher().isPresent()) {
            Frame frame = slots.get(i).frame();
            runner.learn(frame, lesson(runner, frame, reference, byRunner, i));
          }
          ran.add(result);
          byFrame.get(i).add(outcome(runner, slots.get(i).frame(), result, twin.isPresent()));
        }
        byRunner.add(ran);
      }
    }
    List<FrameOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      outcomes.add(FrameOutcome.of(slots.get(i).frame(), byFrame.get(i)));
    }
    return outcomes;
  }

  /** What the runner's teacher made of a frame of this chunk. */
  private Map<String, Tensor> lesson(
      RungRunner runner,
      Frame frame,
      Teachers.Reference reference,
      List<List<RungRunner.Ran>> byRunner,
      int place) {
    String teacher = runner.teacher().orElseThrow();
    if (teacher.equals(Teachers.REFERENCE)) {
      return reference.outputs(frame, runner.rung().id());
    }
    for (int i = 0; i < byRunner.size(); i++) {
      if (runners.get(i).rung().id().equals(teacher)) {
        return byRunner.get(i).get(place).outputs();
      }
    }
    throw new IllegalStateException(
        "Cannot teach " + runner.rung().id() + ": " + teacher + " does not run before it");
  }

  /** What the rung with the same graph gave for this chunk, if it ran before. */
  private Optional<List<RungRunner.Ran>> twin(
      RungRunner runner, List<List<RungRunner.Ran>> byRunner) {
    if (runner.apart()) {
      return Optional.empty();
    }
    for (int i = 0; i < byRunner.size(); i++) {
      RungRunner before = runners.get(i);
      if (!before.apart()
          && before.decoding() == runner.decoding()
          && sameGraph(before.rung(), runner.rung())) {
        return Optional.of(byRunner.get(i));
      }
    }
    return Optional.empty();
  }

  /** By the manifest's word, which was checked, or by equal hashes. */
  private static boolean sameGraph(GraphRung before, GraphRung rung) {
    return before.id().equals(rung.sameGraphAs())
        || (hashes(before).equals(hashes(rung))
            && before.inputs().equals(rung.inputs())
            && before.outputsMap().equals(rung.outputsMap())
            && before.state().equals(rung.state()));
  }

  private static List<String> hashes(GraphRung rung) {
    return rung.files().stream().map(LadderFile::sha256).toList();
  }

  private RungOutcome outcome(RungRunner runner, Frame frame, RungRunner.Ran ran, boolean shared) {
    GraphRung rung = runner.rung();
    if (ran.failed()) {
      return RungOutcome.failed(rung.id(), ran.fault());
    }
    try {
      Detections detections =
          globalBoxes.convert(decoder.decode(rung.decoder(), ran.outputs()), frame);
      Map<String, Tensor> kept = new LinkedHashMap<>();
      for (Map.Entry<String, Tensor> output : ran.outputs().entrySet()) {
        if (options.filter().keep(frame, Role.of(output.getKey()).orElseThrow())) {
          kept.put(output.getKey(), output.getValue());
        }
      }
      return RungOutcome.done(rung.id(), kept, detections, shared ? 0 : ran.runNs());
    } catch (OutputException e) {
      RungRunner.Ran failed = runner.fault(frame, FrameFault.Stage.OUTPUT, e.getMessage());
      return RungOutcome.failed(rung.id(), failed.fault());
    }
  }

  private void checkTime(Frame frame) {
    if (latest != null
        && latest.sameSequence(frame)
        && frame.timestampUs() <= latest.timestampUs()) {
      throw new InputException(
          "Cannot run scene "
              + frame.sceneName()
              + ": frame "
              + frame.sampleToken()
              + " at "
              + frame.timestampUs()
              + " us follows "
              + latest.sampleToken()
              + " at "
              + latest.timestampUs()
              + " us, expected time to run forwards");
    }
    latest = frame;
  }
}
