package dev.bevdrift.metrics.interval;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A small, seeded run of the simulation that {@code bin/bench coverage} makes in full. */
final class CoverageTest {
  private static final int WORLDS = 60;

  /** Of 60 worlds with a chance of 0.94 each, fewer than 83 % hold with a chance below 1 in 500. */
  private static final double LEAST = 0.83;

  @Test
  void intervalsHoldTheTruthAboutAsOftenAsTheySay() {
    CoverageSimulation.Shares shares = CoverageSimulation.of(1, 200, 1).measure(20, WORLDS);
    for (String figure : new String[] {"mean_ap", "nd_score", "orient_err", "vel_err"}) {
      assertThat(shares.own(figure)).as(figure).isBetween(LEAST, 1.0);
      assertThat(shares.difference(figure)).as("difference of " + figure).isBetween(LEAST, 1.0);
    }
  }

  @Test
  void fewClustersSayHowFarTheyCanBeTrusted() {
    assertThat(MeasuredCoverage.of(5)).isEmpty();
    assertThat(MeasuredCoverage.of(6)).map(MeasuredCoverage::clusters).contains(6);
    assertThat(MeasuredCoverage.of(12)).map(MeasuredCoverage::clusters).contains(10);
    assertThat(MeasuredCoverage.of(49)).isPresent();
    assertThat(MeasuredCoverage.of(50)).isEmpty();
  }
}
