package dev.bevdrift.udf.infer;

import dev.bevdrift.udf.image.Decoding;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.ladder.Preprocess;
import dev.bevdrift.udf.ladder.Role;
import dev.bevdrift.udf.model.AfterRun;
import dev.bevdrift.udf.model.BevModel;
import dev.bevdrift.udf.model.Features;
import dev.bevdrift.udf.model.InferenceException;
import dev.bevdrift.udf.model.PrefixModel;
import dev.bevdrift.udf.model.TensorShapes;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Runs one rung's graph frame by frame, with its memory. Not thread-safe. */
final class RungRunner {
  private final BevModel model;
  private final GraphRung rung;
  private final TensorShapes shapes;
  private final BevMemory memory;
  private final FloatBuffer canBus;
  private final FloatBuffer imgShape;
  private final Optional<String> teacher;
  private final Decoding decoding;

  private RungRunner(BevModel model, Ladder ladder, Optional<String> teacher, Decoding decoding) {
    this.model = model;
    this.teacher = teacher;
    this.decoding = decoding;
    rung = model.rung();
    shapes = TensorShapes.of(ladder);
    memory = BevMemory.of(rung, shapes);
    canBus = Buffers.direct(shapes.size(Role.CAN_BUS));
    imgShape = Buffers.direct(shapes.size(Role.IMG_SHAPE));
    Preprocess.Size network = ladder.preprocess().networkSize();
    imgShape.put(0, network.height()).put(1, network.width());
  }

  /**
   * A runner with an empty memory.
   *
   * @param teacher whose outputs it remembers; empty for its own
   * @param decoding of the pictures that it sees
   */
  static RungRunner of(BevModel model, Ladder ladder, Optional<String> teacher, Decoding decoding) {
    return new RungRunner(model, ladder, teacher, decoding);
  }

  GraphRung rung() {
    return rung;
  }

  /** Whether its outputs may not be another's, nor another's be its own. */
  boolean apart() {
    return model.apart() || teacher.isPresent();
  }

  /** How the pictures are decoded that it sees. */
  Decoding decoding() {
    return decoding;
  }

  /** Whose outputs it remembers in place of its own; empty for one that is not taught. */
  Optional<String> teacher() {
    return teacher;
  }

  /**
   * Remembers what the teacher made of the frame that was run last.
   *
   * @param outputs by role name; empty where the teacher failed
   */
  void learn(Frame frame, Map<String, Tensor> outputs) {
    memory.learn(frame, outputs);
  }

  /** Gives what a prefix made of one frame. */
  interface FeatureSource {
    /**
     * The features of the frame; still owned by the source.
     *
     * @param inputs of the frame by graph name
     */
    Features of(PrefixModel prefix, Map<String, FloatBuffer> inputs) throws InferenceException;
  }

  /** Raw outputs by role name, or the fault that took their place. */
  record Ran(Map<String, Tensor> outputs, FrameFault fault, long runNs) {
    boolean failed() {
      return outputs.isEmpty();
    }
  }

  /**
   * Runs the frame that {@code input} holds.
   *
   * @param features asked for what a prefix made of that frame
   * @param afterwards what becomes of the session's working memory
   */
  Ran run(FrameInput input, FeatureSource features, AfterRun afterwards) {
    Frame frame = input.frame();
    memory.enter(frame);
    Optional<FrameFault> unusable = input.fault(decoding);
    if (unusable.isPresent()) {
      memory.fail(frame);
      return new Ran(Map.of(), unusable.get(), 0);
    }
    if (memory.lost()) {
      return fault(
          frame,
          FrameFault.Stage.PREVIOUS_BEV,
          teacher.isPresent()
              ? "its teacher, " + teacher.get() + ", has no BEV of the frame before"
              : "an earlier frame of this scene failed, so that there is no previous BEV");
    }
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    long runNs;
    try {
      Map<String, FloatBuffer> feeds = feeds(input);
      Optional<Features> shared = Optional.empty();
      if (model.prefix().isPresent()) {
        shared = Optional.of(features.of(model.prefix().get(), feeds));
      }
      runNs =
          shared.map(Features::runNs).orElse(0L)
              + model.run(
                  feeds,
                  shared,
                  afterwards,
                  (role, shape, data) -> outputs.put(role.key(), Tensor.adopt(shape, data)));
    } catch (InferenceException e) {
      return fault(frame, FrameFault.Stage.INFERENCE, e.getMessage());
    }
    for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
      int bad = output.getValue().firstNotFinite();
      if (bad >= 0) {
        return fault(
            frame,
            FrameFault.Stage.OUTPUT,
            output.getKey()
                + " holds "
                + output.getValue().x(bad)
                + " at element "
                + bad
                + " of "
                + output.getValue().size()
                + ", expected finite numbers"
                + bound());
      }
    }
    memory.remember(frame, outputs);
    return new Ran(outputs, null, runNs);
  }

  /** The first thing to suspect behind NaN, where the graph has such a bound. */
  private String bound() {
    return rung.visibleBound() == 0
        ? ""
        : "; one known cause is a camera that sees more than the graph's visible_bound of "
            + rung.visibleBound()
            + " BEV cells";
  }

  /** Tells the memory that the frame just run turned out to be useless. */
  Ran fault(Frame frame, FrameFault.Stage stage, String fact) {
    if (teacher.isEmpty()) { // else the memory is the teacher's, which did not fail by this
      memory.fail(frame);
    }
    return new Ran(
        Map.of(),
        new FrameFault(
            frame.sampleToken(),
            "",
            stage,
            "Cannot use rung " + rung.id() + " on " + frame + ": " + fact),
        0);
  }

  private Map<String, FloatBuffer> feeds(FrameInput input) {
    Frame frame = input.frame();
    if (memory.previous().isPresent()) {
      EgoSignals.writeNext(frame, memory.previous().get(), canBus);
    } else {
      EgoSignals.writeFirst(frame, canBus);
    }
    Map<String, FloatBuffer> feeds = new LinkedHashMap<>(memory.inputs());
    rung.inputs()
        .forEach(
            (name, role) -> {
              switch (role) {
                case IMG -> feeds.put(name, input.img(decoding));
                case LIDAR2IMG -> feeds.put(name, input.lidar2img());
                case CAN_BUS -> feeds.put(name, canBus);
                case IMG_SHAPE -> feeds.put(name, imgShape);
                default -> {} // the memory's
              }
            });
    return feeds;
  }
}
