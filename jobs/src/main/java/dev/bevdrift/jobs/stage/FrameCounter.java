package dev.bevdrift.jobs.stage;

/** Is told how many frames were done. */
@FunctionalInterface
interface FrameCounter {
  /** Counts one more frame. */
  void done();
}
