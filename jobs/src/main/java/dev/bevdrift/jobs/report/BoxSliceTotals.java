package dev.bevdrift.jobs.report;

import dev.bevdrift.jobs.verdict.BoxTotals;

/**
 * A rung's boxes in one slice.
 *
 * @param slice property/value, such as {@code distance/0-10} or {@code vehicle/n008}
 * @param boxes how they differ from the baseline's
 */
public record BoxSliceTotals(String slice, BoxTotals boxes) {
  /** Boxes lost, gained or moved. */
  public long changed() {
    return boxes.lost() + boxes.gained() + boxes.moved();
  }
}
