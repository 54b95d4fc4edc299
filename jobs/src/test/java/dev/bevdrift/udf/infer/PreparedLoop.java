package dev.bevdrift.udf.infer;

import dev.bevdrift.udf.image.Preprocessor;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.ladder.Role;
import dev.bevdrift.udf.model.AfterRun;
import dev.bevdrift.udf.model.BevModel;
import dev.bevdrift.udf.model.InferenceException;
import dev.bevdrift.udf.model.RuntimeOptions;
import dev.bevdrift.udf.model.TensorShapes;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The bare loop that a bench holds the pipeline against: one session, inputs prepared beforehand,
 * outputs copied out and the state handed on; nothing is decoded, checked or compared. It stands in
 * this package to prepare inputs by the pipeline's own code.
 */
public final class PreparedLoop {
  private final Ladder ladder;
  private final GraphRung rung;
  private final List<FrameInput> inputs = new ArrayList<>();

  private PreparedLoop(Ladder ladder, GraphRung rung) {
    this.ladder = ladder;
    this.rung = rung;
  }

  /** Prepares frames of one scene, all of them in memory. */
  public static PreparedLoop of(Ladder ladder, GraphRung rung, List<Frame> frames) {
    PreparedLoop loop = new PreparedLoop(ladder, rung);
    for (Frame frame : frames) {
      FrameInput input =
          FrameInput.of(
              ladder,
              address -> {
                throw new IOException("expected pictures inside the frames");
              },
              Preprocessor.of(ladder.preprocess()));
      input.fill(frame);
      input
          .fault()
          .ifPresent(
              fault -> {
                throw new IllegalStateException(fault.message());
              });
      loop.inputs.add(input);
    }
    return loop;
  }

  /**
   * Runs the frames over and over in one session.
   *
   * @param frames to run in all, after as many as were prepared as a warm-up
   * @return nanoseconds that they took
   */
  public long run(int frames, RuntimeOptions runtime) {
    try (BevModel model = BevModel.open(ladder, rung, runtime)) {
      BevMemory memory = BevMemory.of(rung, TensorShapes.of(ladder));
      FloatBuffer canBus = Buffers.direct(Frame.CAN_BUS_SIZE);
      long started = 0;
      for (int i = -inputs.size(); i < frames; i++) {
        if (i == 0) {
          started = System.nanoTime();
        }
        step(model, inputs.get(Math.floorMod(i, inputs.size())), memory, canBus);
      }
      return System.nanoTime() - started;
    } catch (InferenceException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The outputs of each frame by role name, the memory empty at the first. */
  public List<Map<String, Tensor>> outputs(RuntimeOptions runtime) {
    List<Map<String, Tensor>> made = new ArrayList<>();
    try (BevModel model = BevModel.open(ladder, rung, runtime)) {
      BevMemory memory = BevMemory.of(rung, TensorShapes.of(ladder));
      FloatBuffer canBus = Buffers.direct(Frame.CAN_BUS_SIZE);
      for (FrameInput input : inputs) {
        made.add(step(model, input, memory, canBus));
      }
      return made;
    } catch (InferenceException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, Tensor> step(
      BevModel model, FrameInput input, BevMemory memory, FloatBuffer canBus)
      throws InferenceException {
    EgoSignals.writeFirst(input.frame(), canBus);
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    model.run(
        feeds(input, memory, canBus),
        Optional.empty(),
        AfterRun.KEEP_MEMORY,
        (role, shape, data) -> outputs.put(role.key(), Tensor.adopt(shape, data)));
    memory.remember(input.frame(), outputs);
    return outputs;
  }

  private Map<String, FloatBuffer> feeds(FrameInput input, BevMemory memory, FloatBuffer canBus) {
    Map<Role, FloatBuffer> byRole =
        Map.of(Role.IMG, input.img(), Role.LIDAR2IMG, input.lidar2img(), Role.CAN_BUS, canBus);
    Map<String, FloatBuffer> feeds = new LinkedHashMap<>(memory.inputs());
    rung.inputs()
        .forEach(
            (name, role) -> {
              if (byRole.containsKey(role)) {
                feeds.put(name, byRole.get(role));
              }
            });
    return feeds;
  }
}
