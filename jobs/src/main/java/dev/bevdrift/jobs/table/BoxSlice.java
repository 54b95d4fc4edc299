package dev.bevdrift.jobs.table;

/**
 * The boxes of one slice.
 *
 * @param slice property/value, such as {@code distance/0-10}
 * @param boxes how they differ from the baseline's
 */
public record BoxSlice(String slice, BoxCounts boxes) {}
