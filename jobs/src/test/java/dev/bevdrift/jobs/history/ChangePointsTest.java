package dev.bevdrift.jobs.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

final class ChangePointsTest {
  private static final int SERIES = 4000;

  @Test
  void withoutNoiseEveryOtherValueIsAChange() {
    assertThat(ChangePoints.withoutNoise(new double[] {1, 1, 2, 2, 2, 1})).containsExactly(2, 5);
    assertThat(ChangePoints.withoutNoise(new double[] {1, 1, 1})).isEmpty();
    assertThat(ChangePoints.withoutNoise(new double[] {})).isEmpty();
  }

  @Test
  void aStepInNoiseIsFoundWhereItIs() {
    Random random = new Random(3);
    double[] values = new double[60];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian() + (i >= 40 ? 6 : i >= 20 ? -6 : 0);
    }
    assertThat(ChangePoints.withNoise(values)).containsExactly(20, 40);
    assertThat(ChangePoints.withNoise(values)).containsExactly(20, 40); // seeded
  }

  @Test
  void oneNightThatIsOffIsNoChange() {
    double[] values = new double[30];
    Random random = new Random(5);
    for (int i = 0; i < values.length; i++) {
      values[i] = 0.01 * random.nextGaussian();
    }
    values[12] = 50;
    assertThat(ChangePoints.withNoise(values)).isEmpty();
  }

  @Test
  void constantAndShortSeriesHaveNone() {
    assertThat(ChangePoints.withNoise(new double[50])).isEmpty();
    double[] same = new double[50];
    java.util.Arrays.fill(same, 0.1);
    assertThat(ChangePoints.withNoise(same)).isEmpty();
    assertThat(ChangePoints.withNoise(new double[] {1, 1, 5, 5, 5})).isEmpty();
  }

  /** Under the null a series has a false change point with a chance of 1 in 1,000. */
  @Test
  void seriesWithoutAChangeSeldomGetOne() {
    rate("normal", 1, random -> random.nextGaussian());
    rate("heavy tails", 2, random -> random.nextGaussian() / Math.abs(random.nextGaussian()));
    rate("few values", 3, random -> random.nextInt(5) == 0 ? 1 : 0);
  }

  private static void rate(String name, long seed, ToDoubleFunction<Random> draw) {
    Random random = new Random(seed);
    int wrong = 0;
    for (int s = 0; s < SERIES; s++) {
      double[] values = new double[30];
      for (int i = 0; i < values.length; i++) {
        values[i] = draw.applyAsDouble(random);
      }
      wrong += ChangePoints.withNoise(values).isEmpty() ? 0 : 1;
    }
    // 4 are expected of 4,000; a fair method has more than 12 once in 4,000 seeds (Poisson).
    assertThat(wrong).as("%s, seed %d", name, seed).isLessThanOrEqualTo(12);
  }
}
