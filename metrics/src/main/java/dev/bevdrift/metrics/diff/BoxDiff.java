package dev.bevdrift.metrics.diff;

import dev.bevdrift.metrics.box.DetectionBoxes;

/**
 * How the boxes of a candidate differ from those of a reference.
 *
 * @param kept boxes with a partner
 * @param lost boxes of the reference without one
 * @param gained boxes of the candidate without one
 * @param moved kept boxes that moved or turned further than the thresholds
 * @param reranked kept boxes whose place among the kept boxes of their sample and class, by score,
 *     is another; of equal scores the later ranks first, as in the metric
 * @param flipped kept boxes whose attribute is another
 * @param classFlipped lost boxes near which a box of another class was gained; they stay lost and
 *     gained
 */
public record BoxDiff(
    long kept, long lost, long gained, long moved, long reranked, long flipped, long classFlipped) {
  /** No boxes on either side. */
  public static final BoxDiff NONE = new BoxDiff(0, 0, 0, 0, 0, 0, 0);

  /** Counts without a class that flipped. */
  public BoxDiff(long kept, long lost, long gained, long moved, long reranked, long flipped) {
    this(kept, lost, gained, moved, reranked, flipped, 0);
  }

  /**
   * Compares sample by sample, class by class; see {@link BoxComparison}.
   *
   * @param reference boxes of any number of samples, global frame
   * @param candidate boxes of the same samples, same frame
   */
  public static BoxDiff between(
      DetectionBoxes reference, DetectionBoxes candidate, BoxDiffThresholds thresholds) {
    return BoxComparison.of(reference, candidate, thresholds).total();
  }

  /** Both counts together. */
  public BoxDiff plus(BoxDiff other) {
    return new BoxDiff(
        kept + other.kept,
        lost + other.lost,
        gained + other.gained,
        moved + other.moved,
        reranked + other.reranked,
        flipped + other.flipped,
        classFlipped + other.classFlipped);
  }
}
