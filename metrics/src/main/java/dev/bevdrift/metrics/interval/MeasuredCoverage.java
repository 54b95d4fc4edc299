package dev.bevdrift.metrics.interval;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How often 95 % intervals held the truth in simulation.
 *
 * <p>Measured on 2026-11-25 with {@code bin/bench coverage}, once with {@code --hurt 1} and once
 * with {@code --hurt 0.5}; each number is the lower of the two, uncertain by 0.02. Generated scenes
 * are no real ones: the numbers say how far few clusters can be trusted, not to the last digit.
 * benchmarks/2026-11-25-intervals.md has the rest.
 *
 * @param clusters scenes of the simulation
 * @param own share of worlds in which the interval of a detector's NDS held the truth
 * @param difference the same of the paired difference of two detectors' NDS
 * @param worst the lowest share of the seven summary figures, own or difference
 */
public record MeasuredCoverage(int clusters, double own, double difference, double worst) {
  /** What the intervals promise. */
  public static final double NOMINAL = 0.95;

  /** With as many clusters or more the promise is kept and nothing needs to be said. */
  public static final int ENOUGH_CLUSTERS = 50;

  private static final List<MeasuredCoverage> TABLE =
      List.of(
          new MeasuredCoverage(6, 0.960, 0.876, 0.860),
          new MeasuredCoverage(10, 0.964, 0.916, 0.868),
          new MeasuredCoverage(15, 0.948, 0.908, 0.908),
          new MeasuredCoverage(20, 0.932, 0.920, 0.892),
          new MeasuredCoverage(30, 0.940, 0.928, 0.912));

  /**
   * What was measured at the largest simulated number of clusters that is not above this one; empty
   * from {@link #ENOUGH_CLUSTERS} on and where no interval is given.
   */
  public static Optional<MeasuredCoverage> of(int clusters) {
    return TABLE.stream()
        .filter(row -> row.clusters <= clusters && clusters < ENOUGH_CLUSTERS)
        .reduce((smaller, larger) -> larger);
  }

  /** A sentence for people. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "In simulation, 95 %% intervals from %d scenes held the true NDS in %.1f %% of worlds, the"
            + " true difference of two NDS in %.1f %%, the worst of the seven figures in %.1f %%.",
        clusters,
        100 * own,
        100 * difference,
        100 * worst);
  }
}
