package dev.bevdrift.udf.tap;

import dev.bevdrift.udf.infer.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a model was fed on one frame, and what it made of it inside.
 *
 * @param sampleToken the frame
 * @param canBus [18], after deltas
 * @param prevBev [HW,1,C]; empty without memory
 * @param taps by name, in the order of running
 */
public record TapFrame(
    String sampleToken, Tensor canBus, Optional<Tensor> prevBev, Map<String, Tensor> taps) {
  public TapFrame {
    taps = Collections.unmodifiableMap(new LinkedHashMap<>(taps));
  }
}
