package dev.bevdrift.metrics.diff;

import java.nio.FloatBuffer;

/** The difference of two tensors, element by element and one sum at a time: the oracle. */
public final class PlainTensorDiff {
  long elements;
  double maxAbs;
  double sumAbs;
  double sumSquaredDiff;
  double dot;
  double squaredReference;
  double squaredCandidate;
  long nan;
  long infinite;
  long beyond;
  long worstIndex = -1;
  private final LogHistogram sizes;

  /**
   * @param sizes out: the absolute differences are counted there too
   */
  public PlainTensorDiff(LogHistogram sizes) {
    this.sizes = sizes;
  }

  /** Adds two tensors of equal size. */
  public PlainTensorDiff add(FloatBuffer reference, FloatBuffer candidate) {
    for (int i = 0; i < reference.remaining(); i++) {
      element(reference.get(reference.position() + i), candidate.get(candidate.position() + i));
    }
    return this;
  }

  /** Sum of the absolute differences. */
  public double sumAbs() {
    return sumAbs;
  }

  private void element(double a, double b) {
    long index = elements++;
    if (Double.isNaN(a) || Double.isNaN(b)) {
      worstIndex = nan + infinite == 0 ? index : worstIndex;
      nan++;
      return;
    }
    if (Double.isInfinite(a) || Double.isInfinite(b)) {
      worstIndex = nan + infinite == 0 ? index : worstIndex;
      infinite++;
      return;
    }
    double abs = Math.abs(b - a);
    if (abs > maxAbs) {
      maxAbs = abs;
      worstIndex = nan + infinite == 0 ? index : worstIndex;
    }
    if (abs > Tolerance.DEFAULT.absolute() + Tolerance.DEFAULT.relative() * Math.abs(a)) {
      beyond++;
    }
    sizes.add(abs);
    sumAbs += abs;
    sumSquaredDiff += abs * abs;
    dot += a * b;
    squaredReference += a * a;
    squaredCandidate += b * b;
  }
}
