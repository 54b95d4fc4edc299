package dev.bevdrift.metrics.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class ElementSumsTest {
  private static final long SEED = 20_261_125L;

  @Test
  void everySumIsThePlainLoops() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int n : new int[] {0, 1, 2, 7, ElementSums.BLOCK, ElementSums.BLOCK + 1, 5 * 1023}) {
      for (double oddShare : new double[] {0, 0.01, 1}) {
        compare(random, n, oddShare);
      }
    }
  }

  private static void compare(SplittableRandom random, int n, double oddShare) {
    float[] a = new float[n];
    float[] b = new float[n];
    for (int i = 0; i < n; i++) {
      a[i] = odd(random, oddShare, random.nextGaussian() * 5);
      b[i] = odd(random, oddShare, random.nextInt(3) == 0 ? a[i] : a[i] + size(random));
    }
    LogHistogram sizes = LogHistogram.empty();
    LogHistogram plainSizes = LogHistogram.empty();
    TensorDiff fast =
        TensorDiff.empty().add(FloatBuffer.wrap(a), FloatBuffer.wrap(b), Tolerance.DEFAULT, sizes);
    PlainTensorDiff plain =
        new PlainTensorDiff(plainSizes).add(FloatBuffer.wrap(a), FloatBuffer.wrap(b));
    String what = "seed " + SEED + ", " + n + " elements, " + oddShare + " odd";
    assertThat(fast.elements()).as(what).isEqualTo(plain.elements);
    assertThat(fast.largestFinite()).as(what).isEqualTo(plain.maxAbs);
    assertThat(fast.worstIndex()).as(what).isEqualTo(plain.worstIndex);
    assertThat(fast.nan()).as(what).isEqualTo(plain.nan);
    assertThat(fast.nonFinite()).as(what).isEqualTo(plain.nan + plain.infinite);
    assertThat(fast.beyond()).as(what).isEqualTo(plain.beyond);
    assertThat(sizes.counts()).as(what).isEqualTo(plainSizes.counts());
    close(what, fast.sumAbs(), plain.sumAbs);
    close(what, fast.sumSquaredDiff(), plain.sumSquaredDiff);
    close(what, fast.squaredReference(), plain.squaredReference);
    close(what, fast.squaredCandidate(), plain.squaredCandidate);
    // Products have both signs: their sum is as exact as the squares' are.
    assertThat(fast.dot())
        .as(what)
        .isCloseTo(plain.dot, Offset.offset(1e-13 * (1 + plain.squaredReference)));
  }

  /** The same terms added in another order: 5,115 roundings, each below 2^-53 of the sum. */
  private static void close(String what, double fast, double plain) {
    assertThat(fast).as(what).isCloseTo(plain, Offset.offset(1e-12 * plain));
  }

  private static double size(SplittableRandom random) {
    return random.nextGaussian() * Math.pow(10, random.nextInt(-9, 3));
  }

  private static float odd(SplittableRandom random, double share, double otherwise) {
    if (random.nextDouble() >= share) {
      return (float) otherwise;
    }
    return switch (random.nextInt(4)) {
      case 0 -> Float.NaN;
      case 1 -> Float.POSITIVE_INFINITY;
      case 2 -> Float.NEGATIVE_INFINITY;
      default -> -Float.MAX_VALUE;
    };
  }
}
