package dev.bevdrift.udf.probe;

import dev.bevdrift.udf.infer.Tensor;

/** The difference of one output before and after a disturbance. Immutable. */
final class Movement {
  private final float[] by;

  private Movement(float[] by) {
    this.by = by;
  }

  static Movement of(Tensor before, Tensor after) {
    float[] by = new float[before.size()];
    for (int i = 0; i < by.length; i++) {
      by[i] = after.x(i) - before.x(i);
    }
    return new Movement(by);
  }

  int size() {
    return by.length;
  }

  /** Root mean square, in the output's unit. */
  double rms() {
    double squares = 0;
    for (float x : by) {
      squares += (double) x * x;
    }
    return Math.sqrt(squares / by.length);
  }

  /** Root mean square of the difference of two movements of equal size. */
  double rmsOfDifference(Movement other) {
    double squares = 0;
    for (int i = 0; i < by.length; i++) {
      double d = (double) by[i] - other.by[i];
      squares += d * d;
    }
    return Math.sqrt(squares / by.length);
  }
}
