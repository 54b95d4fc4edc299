package dev.bevdrift.udf.infer;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.image.Preprocessor;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.ladder.Role;
import dev.bevdrift.udf.model.BevModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Frames in time order through all rungs: a chunk is decoded once, then each rung runs the chunk
 * with its own BEV memory, then the next rung.
 *
 * <p>Scenes follow each other in one stream; memories are emptied where scene or sequence changes.
 * A frame that fails becomes a {@link FrameFault} of the rungs it concerns, and the others go on. A
 * rung whose manifest names a twin with the same graph takes the twin's outputs and only decodes
 * them its own way. Not thread-safe; the caller closes the models.
 */
public final class SceneInference {
  private final InferenceOptions options;
  private final List<RungRunner> runners = new ArrayList<>();
  private final Map<String, Integer> byId = new HashMap<>();
  private final List<FrameInput> slots = new ArrayList<>();
  private final BoxDecoder decoder;
  private final GlobalBoxes globalBoxes;
  private Frame latest;

  private SceneInference(List<BevModel> models, Ladder ladder, InferenceOptions options) {
    this.options = options;
    for (BevModel model : models) {
      byId.put(model.rung().id(), runners.size());
      runners.add(RungRunner.of(model, ladder));
    }
    Preprocessor preprocessor = Preprocessor.of(ladder.preprocess());
    for (int i = 0; i < options.chunkFrames(); i++) {
      slots.add(FrameInput.of(ladder, options.images(), preprocessor));
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

  /**
   * Runs a stream of frames; lazy, one chunk ahead.
   *
   * @param frames scene after scene, each in time order
   * @return one outcome a frame, in the same order; throws InputException when time runs backwards
   */
  public Iterator<FrameOutcome> run(Iterator<Frame> frames) {
    return new Iterator<>() {
      private Iterator<FrameOutcome> ready = List.<FrameOutcome>of().iterator();

      @Override
      public boolean hasNext() {
        return ready.hasNext() || frames.hasNext();
      }

      @Override
      public FrameOutcome next() {
        if (!hasNext()) {
          throw new NoSuchElementException("no more frames");
        }
        if (!ready.hasNext()) {
          ready = chunk(frames).iterator();
        }
        return ready.next();
      }
    };
  }

  private List<FrameOutcome> chunk(Iterator<Frame> frames) {
    int size = 0;
    while (size < slots.size() && frames.hasNext()) {
      Frame frame = frames.next();
      checkTime(frame);
      slots.get(size++).fill(frame);
    }
    List<List<RungOutcome>> byFrame = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      byFrame.add(new ArrayList<>());
    }
    List<List<RungRunner.Ran>> byRunner = new ArrayList<>();
    for (RungRunner runner : runners) {
      List<RungRunner.Ran> ran = new ArrayList<>();
      Optional<List<RungRunner.Ran>> twin = twin(runner.rung(), byRunner);
      for (int i = 0; i < size; i++) {
        RungRunner.Ran result = twin.isPresent() ? twin.get().get(i) : runner.run(slots.get(i));
        ran.add(result);
        byFrame.get(i).add(outcome(runner, slots.get(i).frame(), result, twin.isPresent()));
      }
      byRunner.add(ran);
    }
    List<FrameOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      outcomes.add(FrameOutcome.of(slots.get(i).frame(), byFrame.get(i)));
    }
    return outcomes;
  }

  /** What the rung with the same graph gave for this chunk, if it ran before. */
  private Optional<List<RungRunner.Ran>> twin(GraphRung rung, List<List<RungRunner.Ran>> byRunner) {
    Integer index = byId.get(rung.sameGraphAs());
    return index == null || index >= byRunner.size()
        ? Optional.empty()
        : Optional.of(byRunner.get(index));
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
