package dev.bevdrift.metrics.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

final class TensorDiffTest {
  private static TensorDiff of(float[] reference, float... candidate) {
    return TensorDiff.empty().add(reference, candidate);
  }

  @Test
  void figuresWorkedByHand() {
    TensorDiff d = of(new float[] {1, 2, 3, 4}, 1, 2.5f, 3, 2);
    assertThat(d.elements()).isEqualTo(4);
    assertThat(d.maxAbs()).isEqualTo(2);
    assertThat(d.meanAbs()).isEqualTo(2.5 / 4);
    assertThat(d.rms()).isEqualTo(Math.sqrt(4.25 / 4));
    assertThat(d.worstIndex()).isEqualTo(3);
    // 1 + 5 + 9 + 8 over the lengths; one rounding each
    assertThat(d.cosine()).isCloseTo(23 / Math.sqrt(30 * 20.25), within(1e-15));
  }

  @Test
  void relativeAndSignalToNoise() {
    TensorDiff d = of(new float[] {3, 4}, 3, 4.5f);
    assertThat(d.relative()).isEqualTo(0.1);
    assertThat(d.snrDb()).isCloseTo(20, within(1e-14)); // a logarithm
    assertThat(d.beyond()).isEqualTo(1);
    assertThat(of(new float[] {0}, 0).relative()).isZero();
    assertThat(of(new float[] {1}, 1).snrDb()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(of(new float[] {0}, 1).relative()).isInfinite();
    assertThat(TensorDiff.empty().relative()).isNaN();
  }

  @Test
  void nothingAndEqualTensors() {
    assertThat(TensorDiff.empty().maxAbs()).isZero();
    assertThat(TensorDiff.empty().meanAbs()).isNaN();
    TensorDiff same = of(new float[] {1, -2}, 1, -2);
    assertThat(same.maxAbs()).isZero();
    assertThat(same.worstIndex()).isEqualTo(-1);
    assertThat(same.cosine()).isCloseTo(1, within(1e-15));
    assertThat(of(new float[] {0}, 1).cosine()).isNaN();
  }

  @Test
  void whatIsNotFiniteIsCountedAndLeftOut() {
    float nan = Float.NaN;
    float inf = Float.POSITIVE_INFINITY;
    TensorDiff d = of(new float[] {1, nan, inf, 4}, 2, 3, inf, nan);
    assertThat(d.nonFinite()).isEqualTo(3);
    assertThat(d.nan()).isEqualTo(2);
    assertThat(d.maxAbs()).isInfinite();
    assertThat(d.largestFinite()).isEqualTo(1);
    assertThat(d.meanAbs()).isEqualTo(1);
    assertThat(d.worstIndex()).isEqualTo(1);
  }

  @Test
  void mergingEqualsAdding() {
    float[] a = {1, 2, 3};
    float[] b = {1, 2.25f, 3};
    float[] c = {5, 7};
    float[] d = {5, 6};
    TensorDiff added = TensorDiff.empty().add(a, b).add(c, d);
    TensorDiff merged = of(a, b).merge(of(c, d));
    assertThat(merged.elements()).isEqualTo(5);
    assertThat(merged.maxAbs()).isEqualTo(added.maxAbs()).isEqualTo(1);
    assertThat(merged.worstIndex()).isEqualTo(added.worstIndex()).isEqualTo(4);
    assertThat(merged.sumSquaredDiff()).isEqualTo(added.sumSquaredDiff());
    assertThat(merged.cosine()).isEqualTo(added.cosine());
    assertThat(of(c, d).merge(of(a, b)).worstIndex()).isEqualTo(1);
  }

  @Test
  void storedSumsComeBack() {
    TensorDiff d = of(new float[] {1, 2, Float.NaN}, 2, 4, 0);
    TensorDiff again =
        TensorDiff.ofSums(
            d.elements(),
            d.largestFinite(),
            d.sumAbs(),
            d.sumSquaredDiff(),
            d.dot(),
            d.squaredReference(),
            d.squaredCandidate(),
            d.nonFinite());
    assertThat(again.maxAbs()).isInfinite();
    assertThat(again.meanAbs()).isEqualTo(1.5);
    assertThat(again.cosine()).isEqualTo(d.cosine());
  }

  @Test
  void buffersAreReadFromPositionToLimitAndLeftAlone() {
    FloatBuffer reference = FloatBuffer.wrap(new float[] {9, 1, 2, 9}).position(1).limit(3);
    FloatBuffer candidate = FloatBuffer.wrap(new float[] {1, 3});
    TensorDiff d = TensorDiff.empty().add(reference, candidate);
    assertThat(d.elements()).isEqualTo(2);
    assertThat(d.maxAbs()).isEqualTo(1);
    assertThat(reference.position()).isEqualTo(1);
  }

  @Test
  void sizesMustAgree() {
    assertThatThrownBy(() -> of(new float[2], 1, 2, 3))
        .hasMessage(
            "Cannot compare tensors: the candidate has 3 elements, expected the reference's 2");
  }
}
