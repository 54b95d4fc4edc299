package dev.bevdrift.metrics.interval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class DetectableTest {
  /** With many clusters 1.960 + 0.842 errors; with ten, Student's 2.262 + 0.883. */
  @Test
  void quantilesOfBothErrorsAddUp() {
    assertThat(Detectable.change(1, 100_001, 0.95)).isCloseTo(2.8016, within(1e-3));
    assertThat(Detectable.change(0.001, 10, 0.95)).isCloseTo(0.003146, within(1e-5));
  }
}
