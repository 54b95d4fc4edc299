package dev.bevdrift.jobs.table;

/**
 * One figure of one run in a history.
 *
 * @param run whose it is
 * @param kind {@code original}, {@code floor}, {@code rung}, or {@link #NOISE}
 * @param rung id of the row
 * @param slice all or a part of the boxes
 * @param figure its name
 * @param value NaN when it is undefined
 */
public record HistoryRow(
    HistoryRun run, String kind, String rung, String slice, String figure, double value) {
  /** The kind of a row that says what one graph differs by from itself. */
  public static final String NOISE = "noise";
}
