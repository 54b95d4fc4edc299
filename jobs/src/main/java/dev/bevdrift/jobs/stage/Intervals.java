package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.verdict.DeltaInterval;
import dev.bevdrift.jobs.verdict.GateThresholds;
import dev.bevdrift.metrics.score.DetectionScore;

/** Intervals of the difference of two scores over scenes drawn again. */
final class Intervals {
  private Intervals() {}

  /**
   * The interval of every delta.
   *
   * @param baseline score of the baseline
   * @param rung score of the rung on the same frames
   */
  static DeltaInterval of(DetectionScore baseline, DetectionScore rung, GateThresholds gate) {
    return DeltaInterval.none("intervals over scenes are not made by this version");
  }
}
