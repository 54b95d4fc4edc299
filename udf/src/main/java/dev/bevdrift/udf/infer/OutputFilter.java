package dev.bevdrift.udf.infer;

import dev.bevdrift.udf.ladder.Role;

/** Which outputs are kept once boxes are decoded; BEV features are large. */
@FunctionalInterface
public interface OutputFilter {
  /** Whether this frame's output of that role is still wanted. */
  boolean keep(Frame frame, Role role);

  /** Keeps everything. */
  static OutputFilter all() {
    return (frame, role) -> true;
  }
}
