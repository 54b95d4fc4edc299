package dev.bevdrift.udf.model;

import dev.bevdrift.udf.ladder.Role;
import java.util.List;

/** Takes one run's outputs, one at a time. */
@FunctionalInterface
public interface OutputSink {
  /**
   * Takes one output.
   *
   * @param role what it means
   * @param shape as the runtime gave it
   * @param data in C order; labels as floats; the receiver's own from now on
   */
  void accept(Role role, List<Long> shape, float[] data);
}
