package dev.bevdrift.metrics.diff;

import java.nio.FloatBuffer;

/**
 * The difference of two tensors, or of one tensor over many frames or layers.
 *
 * <p>Sums are taken in double precision in the order of the elements and of the additions, so the
 * same additions and merges give the same bits. An element that is NaN or infinite on either side
 * is counted, makes the largest difference infinite and is left out of all sums. Not thread-safe.
 */
public final class TensorDiff {
  private long elements;
  private double maxAbs;
  private double sumAbs;
  private double sumSquaredDiff;
  private double dot;
  private double squaredReference;
  private double squaredCandidate;
  private long nonFinite;
  private long worstIndex = -1;

  private TensorDiff() {}

  /** No elements yet. */
  public static TensorDiff empty() {
    return new TensorDiff();
  }

  /**
   * A difference out of its stored sums, as the accessors of the same names give them.
   *
   * @param largestFinite the largest absolute difference of finite elements
   */
  public static TensorDiff ofSums(
      long elements,
      double largestFinite,
      double sumAbs,
      double sumSquaredDiff,
      double dot,
      double squaredReference,
      double squaredCandidate,
      long nonFinite) {
    TensorDiff d = new TensorDiff();
    d.elements = elements;
    d.maxAbs = largestFinite;
    d.sumAbs = sumAbs;
    d.sumSquaredDiff = sumSquaredDiff;
    d.dot = dot;
    d.squaredReference = squaredReference;
    d.squaredCandidate = squaredCandidate;
    d.nonFinite = nonFinite;
    return d;
  }

  /**
   * Adds two tensors of equal size, from position to limit; positions stay as they are.
   *
   * @throws IllegalArgumentException if the sizes differ
   */
  public TensorDiff add(FloatBuffer reference, FloatBuffer candidate) {
    requireEqualSize(reference.remaining(), candidate.remaining());
    int n = reference.remaining();
    int r = reference.position();
    int c = candidate.position();
    for (int i = 0; i < n; i++) {
      addElement(reference.get(r + i), candidate.get(c + i));
    }
    return this;
  }

  /**
   * Adds two tensors of equal size.
   *
   * @throws IllegalArgumentException if the sizes differ
   */
  public TensorDiff add(float[] reference, float[] candidate) {
    return add(FloatBuffer.wrap(reference), FloatBuffer.wrap(candidate));
  }

  private static void requireEqualSize(int reference, int candidate) {
    if (reference != candidate) {
      throw new IllegalArgumentException(
          "Cannot compare tensors: the candidate has "
              + candidate
              + " elements, expected the reference's "
              + reference);
    }
  }

  private void addElement(float referenceValue, float candidateValue) {
    double a = referenceValue;
    double b = candidateValue;
    double abs = Math.abs(b - a);
    long index = elements++;
    if (!Double.isFinite(a) || !Double.isFinite(b)) {
      if (nonFinite++ == 0) {
        worstIndex = index;
      }
      return;
    }
    if (abs > maxAbs) {
      maxAbs = abs;
      if (nonFinite == 0) {
        worstIndex = index;
      }
    }
    sumAbs += abs;
    sumSquaredDiff += abs * abs;
    dot += a * b;
    squaredReference += a * a;
    squaredCandidate += b * b;
  }

  /** Appends another difference, as if its elements came after these. */
  public TensorDiff merge(TensorDiff later) {
    boolean laterIsWorse =
        nonFinite == 0 && (later.nonFinite > 0 || later.maxAbs > maxAbs) && later.worstIndex >= 0;
    if (laterIsWorse) {
      worstIndex = elements + later.worstIndex;
    }
    elements += later.elements;
    maxAbs = Math.max(maxAbs, later.maxAbs);
    sumAbs += later.sumAbs;
    sumSquaredDiff += later.sumSquaredDiff;
    dot += later.dot;
    squaredReference += later.squaredReference;
    squaredCandidate += later.squaredCandidate;
    nonFinite += later.nonFinite;
    return this;
  }

  /** Elements compared, finite or not. */
  public long elements() {
    return elements;
  }

  /** The largest absolute difference; infinite if any element is not finite, 0 of nothing. */
  public double maxAbs() {
    return nonFinite > 0 ? Double.POSITIVE_INFINITY : maxAbs;
  }

  /** The largest absolute difference of finite elements. */
  public double largestFinite() {
    return maxAbs;
  }

  /** Sum of the absolute differences of finite elements. */
  public double sumAbs() {
    return sumAbs;
  }

  /** Sum of the squared differences of finite elements. */
  public double sumSquaredDiff() {
    return sumSquaredDiff;
  }

  /** Sum of the products of finite elements. */
  public double dot() {
    return dot;
  }

  /** Sum of the squares of the reference's elements, where both are finite. */
  public double squaredReference() {
    return squaredReference;
  }

  /** Sum of the squares of the candidate's elements, where both are finite. */
  public double squaredCandidate() {
    return squaredCandidate;
  }

  /** Elements that are NaN or infinite on either side. */
  public long nonFinite() {
    return nonFinite;
  }

  /** Mean absolute difference of finite elements; NaN of nothing. */
  public double meanAbs() {
    return sumAbs / (elements - nonFinite);
  }

  /** Root of the mean squared difference of finite elements; NaN of nothing. */
  public double rms() {
    return Math.sqrt(sumSquaredDiff / (elements - nonFinite));
  }

  /** Cosine of the angle between both as vectors; NaN when either is zero throughout. */
  public double cosine() {
    return dot / (Math.sqrt(squaredReference) * Math.sqrt(squaredCandidate));
  }

  /**
   * Where the first element that is not finite stands, else the first of the largest difference,
   * counted over everything added; -1 when nothing differs, or unknown after {@link #ofSums}.
   */
  public long worstIndex() {
    return worstIndex;
  }
}
