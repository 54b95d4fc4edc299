package dev.bevdrift.metrics.diff;

import java.nio.FloatBuffer;

/**
 * One pass over two tensors that takes every sum of {@link TensorDiff}.
 *
 * <p>Elements at even places and at odd places of a block are summed apart, in double precision,
 * and both sums added at its end: half the waiting for the sum before, and the same bits for the
 * same tensors. Blocks of {@value #BLOCK} elements are copied out of the buffers at once. The plain
 * loop stands in the tests as its oracle; {@code bin/bench kernels Tensor} times both. Not
 * thread-safe: reuses its scratch.
 */
final class ElementSums {
  static final int BLOCK = 2048;

  private final float[] a = new float[BLOCK];
  private final float[] b = new float[BLOCK];
  private final Tolerance tolerance;
  private final long[] bins;
  double largest;
  double sumAbs;
  double sumSquaredDiff;
  double dot;
  double squaredReference;
  double squaredCandidate;
  long beyond;
  long nan;
  long infinite;
  long largestAt = -1;
  long firstNotFinite = -1;

  ElementSums(Tolerance tolerance, LogHistogram sizes) {
    this.tolerance = tolerance;
    this.bins = sizes.counts();
  }

  /** Takes the sums of both buffers, equally long, whose positions stay as they are. */
  void add(FloatBuffer reference, FloatBuffer candidate) {
    FloatBuffer from = reference.duplicate();
    FloatBuffer with = candidate.duplicate();
    long done = 0;
    while (from.hasRemaining()) {
      int n = Math.min(BLOCK, from.remaining());
      from.get(a, 0, n);
      with.get(b, 0, n);
      block(n, done);
      done += n;
    }
  }

  private void block(int n, long offset) {
    double absolute = tolerance.absolute();
    double relative = tolerance.relative();
    double max = largest;
    int maxAt = -1;
    long over = 0;
    double abs0 = 0;
    double abs1 = 0;
    double squares0 = 0;
    double squares1 = 0;
    double dot0 = 0;
    double dot1 = 0;
    double reference0 = 0;
    double reference1 = 0;
    double candidate0 = 0;
    double candidate1 = 0;
    for (int i = 0; i < n; i += 2) {
      double x0 = a[i];
      double y0 = b[i];
      // The last block may end at an even place: two zeros add nothing.
      boolean pair = i + 1 < n;
      double x1 = pair ? a[i + 1] : 0;
      double y1 = pair ? b[i + 1] : 0;
      double d0 = Math.abs(y0 - x0);
      double d1 = Math.abs(y1 - x1);
      if (!(d0 + d1 <= Double.MAX_VALUE)) {
        if (!(d0 <= Double.MAX_VALUE)) {
          notFinite(x0, y0, offset + i);
          x0 = 0;
          y0 = 0;
          d0 = 0;
        } else {
          bins[LogHistogram.bin(d0)]++;
        }
        if (!(d1 <= Double.MAX_VALUE)) {
          notFinite(x1, y1, offset + i + 1);
          x1 = 0;
          y1 = 0;
          d1 = 0;
        } else if (pair) {
          bins[LogHistogram.bin(d1)]++;
        }
      } else {
        bins[LogHistogram.bin(d0)]++;
        if (pair) {
          bins[LogHistogram.bin(d1)]++;
        }
      }
      if (d0 > max) {
        max = d0;
        maxAt = i;
      }
      if (d1 > max) {
        max = d1;
        maxAt = i + 1;
      }
      over += d0 > absolute + relative * Math.abs(x0) ? 1 : 0;
      over += d1 > absolute + relative * Math.abs(x1) ? 1 : 0;
      abs0 += d0;
      abs1 += d1;
      squares0 += d0 * d0;
      squares1 += d1 * d1;
      dot0 += x0 * y0;
      dot1 += x1 * y1;
      reference0 += x0 * x0;
      reference1 += x1 * x1;
      candidate0 += y0 * y0;
      candidate1 += y1 * y1;
    }
    if (maxAt >= 0) {
      largest = max;
      largestAt = offset + maxAt;
    }
    beyond += over;
    sumAbs += abs0 + abs1;
    sumSquaredDiff += squares0 + squares1;
    dot += dot0 + dot1;
    squaredReference += reference0 + reference1;
    squaredCandidate += candidate0 + candidate1;
  }

  private void notFinite(double x, double y, long at) {
    if (Double.isNaN(x) || Double.isNaN(y)) {
      nan++;
    } else {
      infinite++;
    }
    if (firstNotFinite < 0) {
      firstNotFinite = at;
    }
  }
}
