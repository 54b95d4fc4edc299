package dev.bevdrift.metrics.interval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class HolmTest {
  /** Products of small decimals. */
  private static final double ROUNDING = 1e-15;

  /** Worked by hand: 4 x .005, 3 x .01, then 2 x .03 and 1 x .04 which may not fall below it. */
  @Test
  void aTextbookExample() {
    assertThat(Holm.adjusted(new double[] {0.01, 0.04, 0.03, 0.005}))
        .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(ROUNDING));
  }

  @Test
  void oneTestStaysAsItIs() {
    assertThat(Holm.adjusted(new double[] {0.2})).containsExactly(0.2);
  }

  @Test
  void testsThatWereNotMadeCountForNothing() {
    assertThat(Holm.adjusted(new double[] {Double.NaN, 0.2, Double.NaN, 0.03}))
        .containsExactly(new double[] {Double.NaN, 0.2, Double.NaN, 0.06}, within(ROUNDING));
  }

  @Test
  void noneExceedsOneAndEqualOnesStayEqual() {
    assertThat(Holm.adjusted(new double[] {0.5, 0.5, 0.9})).containsExactly(1, 1, 1);
    assertThat(Holm.adjusted(new double[] {})).isEmpty();
  }
}
