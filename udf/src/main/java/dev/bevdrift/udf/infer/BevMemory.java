package dev.bevdrift.udf.infer;

import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Role;
import dev.bevdrift.udf.ladder.StateLink;
import dev.bevdrift.udf.model.TensorShapes;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a temporal rung remembers between frames: one buffer a state link, and the frame it is from.
 *
 * <p>Zeros and flag 0 where there is no frame before; emptied when scene or sequence changes. After
 * a frame that failed it is <i>lost</i>: it cannot be what the reference remembers, until a teacher
 * gives what that is. Not thread-safe.
 */
final class BevMemory {
  private final GraphRung rung;
  private final Map<String, FloatBuffer> byInput = new LinkedHashMap<>();
  private Frame last;
  private boolean lost;

  private BevMemory(GraphRung rung, TensorShapes shapes) {
    this.rung = rung;
    for (StateLink link : rung.state()) {
      byInput.put(link.in(), Buffers.direct(shapes.size(Role.PREV_BEV)));
      if (!link.reset().isEmpty()) {
        byInput.put(link.reset(), Buffers.direct(shapes.size(Role.USE_PREV_BEV)));
      }
    }
  }

  /** An empty memory; for a rung that is not temporal it stays empty. */
  static BevMemory of(GraphRung rung, TensorShapes shapes) {
    return new BevMemory(rung, shapes);
  }

  /** Forgets everything if {@code next} begins another scene or sequence. */
  void enter(Frame next) {
    if (last != null && !last.sameSequence(next)) {
      last = null;
      lost = false;
      byInput.values().forEach(Buffers::clear);
    }
  }

  /** The frame seen last in this sequence; always empty for a rung that is not temporal. */
  Optional<Frame> previous() {
    return rung.temporal() ? Optional.ofNullable(last) : Optional.empty();
  }

  /** Whether a frame of this sequence failed, so that this rung's later frames mean nothing. */
  boolean lost() {
    return lost;
  }

  /** State inputs by graph name. */
  Map<String, FloatBuffer> inputs() {
    return byInput;
  }

  /**
   * Remembers a frame's outputs.
   *
   * @param outputs by role name; holds every state output
   */
  void remember(Frame frame, Map<String, Tensor> outputs) {
    for (StateLink link : rung.state()) {
      Tensor state = outputs.get(rung.outputsMap().get(link.out()).key());
      byInput.get(link.in()).put(0, state.asBuffer(), 0, state.size());
      if (!link.reset().isEmpty()) {
        byInput.get(link.reset()).put(0, 1);
      }
    }
    last = frame;
  }

  /**
   * Remembers a teacher's outputs of a frame; where they lack a state, that frame is lost, and only
   * the next one suffers.
   *
   * @param outputs by role name
   */
  void learn(Frame frame, Map<String, Tensor> outputs) {
    boolean whole =
        rung.state().stream()
            .allMatch(
                link -> {
                  Tensor state = outputs.get(rung.outputsMap().get(link.out()).key());
                  return state != null && state.size() == byInput.get(link.in()).capacity();
                });
    if (whole) {
      remember(frame, outputs);
      lost = false;
    } else {
      fail(frame);
    }
  }

  /** Notes that a frame has no outputs to remember. */
  void fail(Frame frame) {
    lost = rung.temporal();
    last = frame;
  }
}
