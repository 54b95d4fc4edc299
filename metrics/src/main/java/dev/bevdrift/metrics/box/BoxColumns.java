package dev.bevdrift.metrics.box;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

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

  /** The boxes of several, in order; takes their arrays away, one after the other. */
  static BoxColumns joined(List<BoxColumns> parts) {
    BoxColumns to = new BoxColumns();
    int[] start = new int[parts.size() + 1];
    for (int i = 0; i < parts.size(); i++) {
      start[i + 1] = start[i] + parts.get(i).size;
    }
    to.size = start[parts.size()];
    to.sample = new int[to.size];
    joinColumn(parts, start, to.sample, p -> p.sample);
    parts.forEach(p -> p.sample = null);
    to.matchSample = new int[to.size];
    joinColumn(parts, start, to.matchSample, p -> p.matchSample);
    parts.forEach(p -> p.matchSample = null);
    to.numPts = new int[to.size];
    joinColumn(parts, start, to.numPts, p -> p.numPts);
    parts.forEach(p -> p.numPts = null);
    to.cls = new byte[to.size];
    joinColumn(parts, start, to.cls, p -> p.cls);
    parts.forEach(p -> p.cls = null);
    to.attribute = new byte[to.size];
    joinColumn(parts, start, to.attribute, p -> p.attribute);
    parts.forEach(p -> p.attribute = null);
    to.velocityMissing = new boolean[to.size];
    joinColumn(parts, start, to.velocityMissing, p -> p.velocityMissing);
    parts.forEach(p -> p.velocityMissing = null);
    to.x = new double[to.size];
    joinColumn(parts, start, to.x, p -> p.x);
    parts.forEach(p -> p.x = null);
    to.y = new double[to.size];
    joinColumn(parts, start, to.y, p -> p.y);
    parts.forEach(p -> p.y = null);
    to.z = new double[to.size];
    joinColumn(parts, start, to.z, p -> p.z);
    parts.forEach(p -> p.z = null);
    to.width = new double[to.size];
    joinColumn(parts, start, to.width, p -> p.width);
    parts.forEach(p -> p.width = null);
    to.length = new double[to.size];
    joinColumn(parts, start, to.length, p -> p.length);
    parts.forEach(p -> p.length = null);
    to.height = new double[to.size];
    joinColumn(parts, start, to.height, p -> p.height);
    parts.forEach(p -> p.height = null);
    to.qw = new double[to.size];
    joinColumn(parts, start, to.qw, p -> p.qw);
    parts.forEach(p -> p.qw = null);
    to.qx = new double[to.size];
    joinColumn(parts, start, to.qx, p -> p.qx);
    parts.forEach(p -> p.qx = null);
    to.qy = new double[to.size];
    joinColumn(parts, start, to.qy, p -> p.qy);
    parts.forEach(p -> p.qy = null);
    to.qz = new double[to.size];
    joinColumn(parts, start, to.qz, p -> p.qz);
    parts.forEach(p -> p.qz = null);
    to.vx = new double[to.size];
    joinColumn(parts, start, to.vx, p -> p.vx);
    parts.forEach(p -> p.vx = null);
    to.vy = new double[to.size];
    joinColumn(parts, start, to.vy, p -> p.vy);
    parts.forEach(p -> p.vy = null);
    to.score = new double[to.size];
    joinColumn(parts, start, to.score, p -> p.score);
    parts.forEach(p -> p.score = null);
    return to;
  }

  private static void joinColumn(
      List<BoxColumns> parts, int[] start, Object to, Function<BoxColumns, Object> column) {
    for (int i = 0; i < parts.size(); i++) {
      System.arraycopy(column.apply(parts.get(i)), 0, to, start[i], parts.get(i).size);
    }
  }
}
