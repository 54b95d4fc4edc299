package dev.bevdrift.jobs.table;

/**
 * What one frame adds to a kind of shift of kept boxes.
 *
 * @param name such as {@code centre_m}
 * @param count kept boxes of which it is known
 * @param sum of their shifts
 * @param max the largest of them, 0 of none
 */
public record ShiftSums(String name, long count, double sum, double max) {}
