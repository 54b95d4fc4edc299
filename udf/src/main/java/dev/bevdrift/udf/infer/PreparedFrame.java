package dev.bevdrift.udf.infer;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.image.Preprocessor;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.ladder.Preprocess;
import dev.bevdrift.udf.ladder.Role;
import dev.bevdrift.udf.model.TensorShapes;
import java.nio.FloatBuffer;
import java.util.EnumMap;
import java.util.Map;

/** One frame as graphs take it, without any memory: pictures, projections, signals. */
public final class PreparedFrame {
  private final Frame frame;
  private final Map<Role, FloatBuffer> byRole = new EnumMap<>(Role.class);

  private PreparedFrame(Frame frame) {
    this.frame = frame;
  }

  /**
   * Prepares a frame as the first of its scene, with no movement since another.
   *
   * @throws InputException when a picture cannot be used
   */
  public static PreparedFrame first(Ladder ladder, Frame frame, ImageSource images) {
    PreparedFrame prepared = new PreparedFrame(frame);
    prepared.fill(ladder, images);
    EgoSignals.writeFirst(frame, prepared.byRole.get(Role.CAN_BUS));
    return prepared;
  }

  /**
   * Prepares a frame that follows another.
   *
   * @throws InputException when a picture cannot be used
   */
  public static PreparedFrame after(Ladder ladder, Frame last, Frame frame, ImageSource images) {
    PreparedFrame prepared = first(ladder, frame, images);
    EgoSignals.writeNext(frame, last, prepared.byRole.get(Role.CAN_BUS));
    return prepared;
  }

  private void fill(Ladder ladder, ImageSource images) {
    TensorShapes shapes = TensorShapes.of(ladder);
    FrameInput input = FrameInput.of(ladder, images, Preprocessor.of(ladder.preprocess()));
    input.fill(frame);
    input
        .fault()
        .ifPresent(
            fault -> {
              throw new InputException(fault.message());
            });
    Preprocess.Size network = ladder.preprocess().networkSize();
    FloatBuffer size = Buffers.direct(shapes.size(Role.IMG_SHAPE));
    size.put(0, network.height()).put(1, network.width());
    byRole.put(Role.IMG, input.img());
    byRole.put(Role.LIDAR2IMG, input.lidar2img());
    byRole.put(Role.IMG_SHAPE, size);
    byRole.put(Role.CAN_BUS, Buffers.direct(shapes.size(Role.CAN_BUS)));
    byRole.put(Role.PREV_BEV, Buffers.direct(shapes.size(Role.PREV_BEV)));
    byRole.put(Role.USE_PREV_BEV, Buffers.direct(shapes.size(Role.USE_PREV_BEV)));
  }

  /**
   * Puts what another run was fed in the place of these signals.
   *
   * @param canBus after deltas
   */
  public PreparedFrame withSignals(Tensor canBus) {
    put(Role.CAN_BUS, canBus);
    return this;
  }

  /**
   * Gives a map to remember.
   *
   * @param prevBev of the frame before
   */
  public PreparedFrame withMemory(Tensor prevBev) {
    put(Role.PREV_BEV, prevBev);
    byRole.get(Role.USE_PREV_BEV).put(0, 1);
    return this;
  }

  private void put(Role role, Tensor tensor) {
    FloatBuffer buffer = byRole.get(role);
    if (tensor.size() != buffer.capacity()) {
      throw new InputException(
          "Cannot feed "
              + role.key()
              + " of "
              + frame
              + ": "
              + tensor.size()
              + " numbers, expected "
              + buffer.capacity());
    }
    buffer.put(0, tensor.asBuffer(), 0, tensor.size());
  }

  public Frame frame() {
    return frame;
  }

  /** A direct buffer of native order, from position to limit one frame's input of that role. */
  public FloatBuffer input(Role role) {
    return byRole.get(role);
  }
}
