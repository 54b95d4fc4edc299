package dev.bevdrift.jobs.compare;

import dev.bevdrift.metrics.diff.BoxShift;
import dev.bevdrift.metrics.diff.BoxShifts;
import dev.bevdrift.metrics.diff.Distribution;
import dev.bevdrift.metrics.diff.LogHistogram;
import java.util.Arrays;
import java.util.List;

/**
 * How far b's kept boxes are from a's in one respect. Of no boxes every number but the count is
 * NaN.
 *
 * @param name of the shift with its unit
 * @param count boxes of which it is known
 * @param mean over them
 * @param p50 half of them differ by this or less, within 1/32 of the value
 * @param p90 as p50
 * @param p99 as p50
 * @param max over them
 * @param histogram counts by octave
 */
public record ShiftLine(
    String name,
    long count,
    double mean,
    double p50,
    double p90,
    double p99,
    double max,
    LogHistogram.Octaves histogram) {

  /** Every kind of shift, in the order of {@link BoxShift}. */
  static List<ShiftLine> of(BoxShifts shifts) {
    return Arrays.stream(BoxShift.values())
        .map(shift -> of(shift.key(), shifts.of(shift)))
        .toList();
  }

  private static ShiftLine of(String name, Distribution sizes) {
    return new ShiftLine(
        name,
        sizes.count(),
        sizes.mean(),
        sizes.quantile(0.5),
        sizes.quantile(0.9),
        sizes.quantile(0.99),
        sizes.count() > 0 ? sizes.max() : Double.NaN,
        sizes.sizes().octaves());
  }
}
