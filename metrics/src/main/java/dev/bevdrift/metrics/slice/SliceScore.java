package dev.bevdrift.metrics.slice;

import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.FigureSet;
import dev.bevdrift.metrics.score.SliceInfo;

/**
 * One slice scored.
 *
 * @param name such as {@code distance/0-10}
 * @param score its figures with the ranked matches of every class, on its own samples: what a
 *     bootstrap over scenes takes
 * @param info how much it holds
 */
public record SliceScore(String name, DetectionScore score, SliceInfo info) {
  /** Its figures by name. */
  public FigureSet figures() {
    return FigureSet.of(info, score);
  }
}
