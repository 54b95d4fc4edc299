package dev.bevdrift.udf.image;

/**
 * Where each output sample of one axis falls between two input samples.
 *
 * <p>Pixel centres lie at half steps; beyond the border the last sample repeats. Positions are
 * computed in 64 bits and the fraction is rounded to 32, as OpenCV with IPP does (measured).
 */
final class LinearAxis {
  private final int[] first;
  private final float[] fraction;
  private final int last;

  private LinearAxis(int[] first, float[] fraction, int last) {
    this.first = first;
    this.fraction = fraction;
    this.last = last;
  }

  /**
   * @param in samples of the input, at least 1
   * @param out samples of the output, at least 1
   */
  static LinearAxis of(int in, int out) {
    int[] first = new int[out];
    float[] fraction = new float[out];
    double step = (double) in / out;
    for (int i = 0; i < out; i++) {
      double at = (i + 0.5) * step - 0.5;
      int floor = (int) Math.floor(at);
      if (floor < 0 || floor >= in - 1) {
        first[i] = floor < 0 ? 0 : in - 1;
      } else {
        first[i] = floor;
        fraction[i] = (float) (at - floor);
      }
    }
    return new LinearAxis(first, fraction, in - 1);
  }

  int size() {
    return first.length;
  }

  /** The input sample at or before output sample i. */
  int before(int i) {
    return first[i];
  }

  /** The input sample after it; the same one at the border. */
  int after(int i) {
    return Math.min(first[i] + 1, last);
  }

  /**
   * Where both input samples of every output sample begin, {@code step} apart: before and after of
   * sample i at 2i and 2i + 1.
   */
  int[] offsets(int step) {
    int[] offsets = new int[2 * first.length];
    for (int i = 0; i < first.length; i++) {
      offsets[2 * i] = before(i) * step;
      offsets[2 * i + 1] = after(i) * step;
    }
    return offsets;
  }

  /** All fractions, a copy. */
  float[] fractions() {
    return fraction.clone();
  }

  /** How far from before to after, in [0, 1). */
  float fraction(int i) {
    return fraction[i];
  }

  /** Whether sample i is the mean of inputs 2i and 2i + 1: then no fused arithmetic is needed. */
  boolean halves() {
    for (int i = 0; i < first.length; i++) {
      if (first[i] != 2 * i || fraction[i] != 0.5f) {
        return false;
      }
    }
    return true;
  }
}
