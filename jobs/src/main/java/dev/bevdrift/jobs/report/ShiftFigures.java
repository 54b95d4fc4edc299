package dev.bevdrift.jobs.report;

/**
 * How far a rung's kept boxes are from their partners in one respect.
 *
 * @param name such as {@code centre_m}
 * @param count boxes of which it is known
 * @param mean over them; NaN of none
 * @param max over them; NaN of none
 * @param sizes quantiles and histogram
 */
public record ShiftFigures(String name, long count, double mean, double max, SizeFigures sizes) {}
