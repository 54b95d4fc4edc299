package dev.bevdrift.metrics.box;

import java.util.Arrays;

/** The fields of many boxes as primitive arrays that grow together. */
final class BoxColumns {
  int size;
  int[] sample;
  int[] matchSample;
  int[] numPts;
  byte[] cls;
  byte[] attribute;
  boolean[] velocityMissing;
  double[] x;
  double[] y;
  double[] z;
  double[] width;
  double[] length;
  double[] height;
  double[] qw;
  double[] qx;
  double[] qy;
  double[] qz;
  double[] vx;
  double[] vy;
  double[] score;

  private BoxColumns() {}

  static BoxColumns withCapacity(int capacity) {
    BoxColumns c = new BoxColumns();
    c.sample = new int[capacity];
    c.matchSample = new int[capacity];
    c.numPts = new int[capacity];
    c.cls = new byte[capacity];
    c.attribute = new byte[capacity];
    c.velocityMissing = new boolean[capacity];
    c.x = new double[capacity];
    c.y = new double[capacity];
    c.z = new double[capacity];
    c.width = new double[capacity];
    c.length = new double[capacity];
    c.height = new double[capacity];
    c.qw = new double[capacity];
    c.qx = new double[capacity];
    c.qy = new double[capacity];
    c.qz = new double[capacity];
    c.vx = new double[capacity];
    c.vy = new double[capacity];
    c.score = new double[capacity];
    return c;
  }

  /** Makes room for {@code n} boxes. */
  void ensure(int n) {
    if (n <= x.length) {
      return;
    }
    int capacity = Math.max(n, x.length + (x.length >> 1));
    sample = Arrays.copyOf(sample, capacity);
    matchSample = Arrays.copyOf(matchSample, capacity);
    numPts = Arrays.copyOf(numPts, capacity);
    cls = Arrays.copyOf(cls, capacity);
    attribute = Arrays.copyOf(attribute, capacity);
    velocityMissing = Arrays.copyOf(velocityMissing, capacity);
    x = Arrays.copyOf(x, capacity);
    y = Arrays.copyOf(y, capacity);
    z = Arrays.copyOf(z, capacity);
    width = Arrays.copyOf(width, capacity);
    length = Arrays.copyOf(length, capacity);
    height = Arrays.copyOf(height, capacity);
    qw = Arrays.copyOf(qw, capacity);
    qx = Arrays.copyOf(qx, capacity);
    qy = Arrays.copyOf(qy, capacity);
    qz = Arrays.copyOf(qz, capacity);
    vx = Arrays.copyOf(vx, capacity);
    vy = Arrays.copyOf(vy, capacity);
    score = Arrays.copyOf(score, capacity);
  }

  /** The boxes at the given indices, in that order. */
  BoxColumns gather(int[] order) {
    BoxColumns to = withCapacity(order.length);
    to.size = order.length;
    for (int i = 0; i < order.length; i++) {
      int from = order[i];
      to.sample[i] = sample[from];
      to.matchSample[i] = matchSample[from];
      to.numPts[i] = numPts[from];
      to.cls[i] = cls[from];
      to.attribute[i] = attribute[from];
      to.velocityMissing[i] = velocityMissing[from];
      to.x[i] = x[from];
      to.y[i] = y[from];
      to.z[i] = z[from];
      to.width[i] = width[from];
      to.length[i] = length[from];
      to.height[i] = height[from];
      to.qw[i] = qw[from];
      to.qx[i] = qx[from];
      to.qy[i] = qy[from];
      to.qz[i] = qz[from];
      to.vx[i] = vx[from];
      to.vy[i] = vy[from];
      to.score[i] = score[from];
    }
    return to;
  }
}
