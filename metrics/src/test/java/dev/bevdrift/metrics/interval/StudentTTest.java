package dev.bevdrift.metrics.interval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StudentTTest {
  /** Values of the printed tables have four digits. */
  @ParameterizedTest
  @CsvSource({
    "0.975, 1, 12.7062",
    "0.975, 2, 4.3027",
    "0.95, 3, 2.3534",
    "0.95, 5, 2.0150",
    "0.975, 10, 2.2281",
    "0.95, 18, 1.7341",
    "0.5, 7, 0"
  })
  void quantilesAreThoseOfTheTables(double p, int degrees, double expected) {
    assertThat(StudentT.quantile(p, degrees)).isCloseTo(expected, within(5e-5));
  }
}
