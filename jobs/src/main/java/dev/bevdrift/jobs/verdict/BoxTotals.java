package dev.bevdrift.jobs.verdict;

/**
 * How a rung's boxes differ from its baseline's, counted over frames.
 *
 * @param kept boxes with a partner
 * @param lost boxes of the baseline without one
 * @param gained boxes of the rung without one
 * @param moved kept boxes that moved or turned further than the limits
 * @param reranked kept boxes whose place in the ranking by score changed
 */
public record BoxTotals(long kept, long lost, long gained, long moved, long reranked) {
  /** No boxes at all: also what a row without a baseline has. */
  public static final BoxTotals NONE = new BoxTotals(0, 0, 0, 0, 0);

  public BoxTotals {
    if (kept < 0 || lost < 0 || gained < 0 || moved < 0 || reranked < 0) {
      throw new IllegalArgumentException(
          "Cannot count boxes: a count is negative, expected zero or more");
    }
  }

  /** Both counts together. */
  public BoxTotals plus(BoxTotals other) {
    return new BoxTotals(
        kept + other.kept,
        lost + other.lost,
        gained + other.gained,
        moved + other.moved,
        reranked + other.reranked);
  }

  /** Whether no kind of difference is more frequent than in {@code floor}. */
  public boolean within(BoxTotals floor) {
    return lost <= floor.lost
        && gained <= floor.gained
        && moved <= floor.moved
        && reranked <= floor.reranked;
  }
}
