package dev.bevdrift.metrics.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LogHistogramTest {
  private static final long SEED = 7;

  @Test
  void binsHoldWhatLiesBetweenTheirEdges() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 10_000; i++) {
      double value = Math.pow(2, 200 * random.nextDouble() - 70);
      int bin = LogHistogram.bin(value);
      assertThat(value).isGreaterThanOrEqualTo(LogHistogram.edge(bin));
      assertThat(value).isLessThan(LogHistogram.edge(bin + 1));
    }
    assertThat(LogHistogram.bin(0)).isZero();
    assertThat(LogHistogram.bin(Math.pow(2, -40))).isEqualTo(1);
    assertThat(LogHistogram.bin(Math.nextDown(Math.pow(2, -40)))).isZero();
    assertThat(LogHistogram.bin(2.0 * Float.MAX_VALUE)).isLessThan(LogHistogram.BINS);
    assertThat(LogHistogram.bin(Double.MAX_VALUE)).isEqualTo(LogHistogram.BINS - 1);
  }

  @Test
  void quantilesAreWithinTheBoundOfTheSortedValues() {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] values = new double[4001];
    Arrays.setAll(values, i -> Math.exp(6 * random.nextGaussian()));
    values[0] = 0;
    LogHistogram histogram = LogHistogram.empty();
    Arrays.stream(values).forEach(histogram::add);
    Arrays.sort(values);
    for (double share : new double[] {1e-9, 0.1, 0.5, 0.9, 0.99, 0.999, 1}) {
      double exact = values[Math.max(0, (int) Math.ceil(share * values.length) - 1)];
      assertThat(Math.abs(histogram.quantile(share) - exact))
          .as("seed %d, share %s", SEED, share)
          .isLessThanOrEqualTo(LogHistogram.RELATIVE_ERROR * exact);
    }
  }

  @Test
  void anySplitMergesToTheSame() {
    SplittableRandom random = new SplittableRandom(SEED);
    LogHistogram whole = LogHistogram.empty();
    LogHistogram[] parts = {LogHistogram.empty(), LogHistogram.empty(), LogHistogram.empty()};
    for (int i = 0; i < 1000; i++) {
      double value = Math.abs(random.nextGaussian());
      whole.add(value);
      parts[random.nextInt(3)].add(value);
    }
    LogHistogram merged = LogHistogram.empty();
    merged.merge(parts[2]).merge(parts[0]).merge(parts[1]);
    assertThat(merged.counts()).isEqualTo(whole.counts());
    assertThat(merged.total()).isEqualTo(1000);
    LogHistogram stored = LogHistogram.empty();
    whole.filled().forEach(bin -> stored.add(bin, whole.count(bin)));
    assertThat(stored.counts()).isEqualTo(whole.counts());
  }

  @Test
  void octavesHoldEveryCount() {
    LogHistogram histogram = LogHistogram.empty();
    assertThat(histogram.octaves()).isEqualTo(LogHistogram.Octaves.NONE);
    assertThat(histogram.quantile(0.5)).isNaN();
    for (double value : new double[] {1, 1.9, 2, 7.9}) {
      histogram.add(value);
    }
    assertThat(histogram.octaves().edges()).containsExactly(1.0, 2.0, 4.0, 8.0);
    assertThat(histogram.octaves().counts()).containsExactly(2L, 1L, 1L);
    histogram.add(0);
    assertThat(histogram.octaves().edges()).containsExactly(0.0, 1.0, 2.0, 4.0, 8.0);
    assertThat(histogram.octaves().counts()).containsExactly(1L, 2L, 1L, 1L);
    LogHistogram zeros = LogHistogram.empty();
    zeros.add(0);
    assertThat(zeros.octaves().edges()).containsExactly(0.0, Math.pow(2, -40));
    assertThat(zeros.octaves().counts()).containsExactly(1L);
  }

  @Test
  void onlyBinsThatExistAreCounted() {
    assertThatThrownBy(() -> LogHistogram.empty().add(LogHistogram.BINS, 1))
        .hasMessage(
            "Cannot count 1 in bin 2721: expected a bin in [0, 2721) and a count of 0 or more");
    assertThatThrownBy(() -> LogHistogram.empty().add(0, -1)).hasMessageContaining("count -1");
  }
}
