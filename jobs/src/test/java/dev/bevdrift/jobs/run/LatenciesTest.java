package dev.bevdrift.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  /** Half a bin of 1 %, and a little for the bin's own rounding. */
  private static final double TOLERANCE_PERCENT = 0.6;

  @Test
  void quantilesAreThoseOfTheSortedTimes() {
    long seed = 7;
    long[] ns = new Random(seed).longs(10_000, 1_000_000, 400_000_000).toArray();
    Latencies all = Latencies.none();
    Latencies even = Latencies.none();
    Latencies odd = Latencies.none();
    for (int i = 0; i < ns.length; i++) {
      all.add(ns[i]);
      (i % 2 == 0 ? even : odd).add(ns[i]);
    }
    odd.merge(even);
    long[] sorted = LongStream.of(ns).sorted().toArray();

    assertThat(all.frames()).isEqualTo(10_000);
    assertThat(all.quantileMs(0.5))
        .isCloseTo(sorted[4_999] / 1e6, withinPercentage(TOLERANCE_PERCENT));
    assertThat(all.quantileMs(0.99))
        .isCloseTo(sorted[9_899] / 1e6, withinPercentage(TOLERANCE_PERCENT));
    assertThat(all.totalS()).isEqualTo(LongStream.of(ns).sum() / 1e9);
    assertThat(odd.quantileMs(0.5)).as("merged").isEqualTo(all.quantileMs(0.5));
    assertThat(odd.totalS()).isEqualTo(all.totalS());
  }

  @Test
  void noFramesHaveNoQuantile() {
    assertThat(Latencies.none().quantileMs(0.5)).isNaN();
    assertThat(Latencies.none().frames()).isZero();
  }
}
