package dev.bevdrift.jobs.verdict;

import java.util.OptionalLong;

/**
 * How a rung's boxes differ from its baseline's, counted over frames.
 *
 * @param kept boxes with a partner
 * @param lost boxes of the baseline without one
 * @param gained boxes of the rung without one
 * @param moved kept boxes that moved or turned further than the limits
 * @param reranked kept boxes whose place in the ranking by score changed
 * @param classFlipped lost boxes near which a box of another class was gained; empty when that was
 *     not counted
 * @param attributeFlipped kept boxes of another attribute, which the original's rule takes from the
 *     class and whether the speed is above 0.2 m/s; empty when that was not counted
 */
public record BoxTotals(
    long kept,
    long lost,
    long gained,
    long moved,
    long reranked,
    OptionalLong classFlipped,
    OptionalLong attributeFlipped) {
  /** No boxes at all: also what a row without a baseline has. */
  public static final BoxTotals NONE =
      new BoxTotals(0, 0, 0, 0, 0, OptionalLong.of(0), OptionalLong.of(0));

  public BoxTotals {
    if (kept < 0 || lost < 0 || gained < 0 || moved < 0 || reranked < 0) {
      throw new IllegalArgumentException(
          "Cannot count boxes: a count is negative, expected zero or more");
    }
  }

  /** Counts without those of flips. */
  public BoxTotals(long kept, long lost, long gained, long moved, long reranked) {
    this(kept, lost, gained, moved, reranked, OptionalLong.empty(), OptionalLong.empty());
  }

  /** Both counts together; flips are known where both know them. */
  public BoxTotals plus(BoxTotals other) {
    return new BoxTotals(
        kept + other.kept,
        lost + other.lost,
        gained + other.gained,
        moved + other.moved,
        reranked + other.reranked,
        sum(classFlipped, other.classFlipped),
        sum(attributeFlipped, other.attributeFlipped));
  }

  private static OptionalLong sum(OptionalLong one, OptionalLong other) {
    return one.isPresent() && other.isPresent()
        ? OptionalLong.of(one.getAsLong() + other.getAsLong())
        : OptionalLong.empty();
  }

  /** Whether no kind of difference that verdicts weigh is more frequent than in {@code floor}. */
  public boolean within(BoxTotals floor) {
    return lost <= floor.lost
        && gained <= floor.gained
        && moved <= floor.moved
        && reranked <= floor.reranked
        && flips(attributeFlipped) <= flips(floor.attributeFlipped);
  }

  /** Flips that were not counted are none. */
  private static long flips(OptionalLong counted) {
    return counted.orElse(0);
  }
}
