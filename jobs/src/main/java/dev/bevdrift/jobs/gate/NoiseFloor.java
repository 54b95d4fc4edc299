package dev.bevdrift.jobs.gate;

import dev.bevdrift.metrics.interval.StudentT;
import java.util.List;

/**
 * How far a figure may be off when nothing changed, out of pairs of runs of one graph (A/A).
 *
 * <p>A figure's difference between two nights without a change is spread as its differences in
 * those pairs are. With n pairs of root mean square s, a difference of normally spread noise lies
 * beyond t(n) s with the chance that Student's t gives; few pairs make a wide floor. Pairs without
 * any difference, as on a CPU, make a floor of exactly 0.
 *
 * @param pairs how many pairs were measured
 * @param rms root mean square of their differences; 0 where none was measured
 */
public record NoiseFloor(int pairs, double rms) {
  /** Nothing is known of the noise, so it excuses nothing. */
  static final NoiseFloor UNKNOWN = new NoiseFloor(0, 0);

  /** Out of the differences of pairs; NaN of a pair that was not measured. */
  static NoiseFloor of(List<Double> differences) {
    double sum = 0;
    int pairs = 0;
    for (double difference : differences) {
      if (!Double.isNaN(difference)) {
        sum += difference * difference;
        pairs++;
      }
    }
    return pairs == 0 ? UNKNOWN : new NoiseFloor(pairs, Math.sqrt(sum / pairs));
  }

  /**
   * The difference beyond which noise alone leads with at most this chance, on both sides together.
   */
  double width(double chance) {
    return rms == 0 ? 0 : rms * StudentT.quantile(1 - chance / 2, pairs);
  }
}
