package dev.bevdrift.jobs.outputs;

import dev.bevdrift.udf.infer.Tensor;
import java.util.Map;
import java.util.Optional;

/** The outputs of one scene's frames. Not thread-safe. */
public interface SceneOutputs extends AutoCloseable {
  /**
   * The outputs of a frame, by role name; empty when there are none of it.
   *
   * @param sampleToken frames are asked for in time order, each once
   */
  Map<String, Tensor> of(String sampleToken);

  /**
   * The sample whose outputs come next and were not asked for yet; empty at the end, and where
   * outputs are found by name.
   */
  Optional<String> unread();

  @Override
  void close();
}
