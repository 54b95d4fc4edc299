package dev.bevdrift.udf.infer;

import java.util.List;

/** One frame after all rungs. */
public final class FrameOutcome {
  private final Frame frame;
  private final List<RungOutcome> rungs;

  private FrameOutcome(Frame frame, List<RungOutcome> rungs) {
    this.frame = frame;
    this.rungs = List.copyOf(rungs);
  }

  /** A frame with one outcome a rung. */
  public static FrameOutcome of(Frame frame, List<RungOutcome> rungs) {
    return new FrameOutcome(frame, rungs);
  }

  public Frame frame() {
    return frame;
  }

  /** One a model, in the order the models were given. */
  public List<RungOutcome> rungs() {
    return rungs;
  }
}
