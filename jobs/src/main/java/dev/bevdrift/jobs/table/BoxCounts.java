package dev.bevdrift.jobs.table;

/**
 * How one frame's boxes of a rung stand to its baseline's.
 *
 * @param kept matched boxes
 * @param lost the baseline's boxes without a match
 * @param gained the rung's boxes without a match
 * @param moved kept boxes that moved or turned beyond the gate
 * @param reranked kept boxes of another rank
 * @param flipped kept boxes of another attribute
 * @param classFlipped lost boxes near which a box of another class was gained, or {@link #UNKNOWN}
 */
public record BoxCounts(
    int kept, int lost, int gained, int moved, int reranked, int flipped, int classFlipped) {
  /** A count that older files lack. */
  public static final int UNKNOWN = -1;
}
