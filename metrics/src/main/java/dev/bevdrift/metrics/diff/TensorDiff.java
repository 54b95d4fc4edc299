package dev.bevdrift.metrics.diff;

import java.nio.FloatBuffer;

/**
 * The difference of two tensors, or of one tensor over many frames or layers.
 *
 * <p>Sums are taken in double precision in the order of the elements (see {@link ElementSums}) and
 * of the additions, so the same additions and merges give the same bits. An element that is NaN or
 * infinite on either side is counted, makes the largest difference infinite and is left out of all
 * sums. Not thread-safe.
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
  private long nan;
  private long beyond;
  private long worstIndex = -1;

  private TensorDiff() {}

  /** No elements yet. */
  public static TensorDiff empty() {
    return new TensorDiff();
  }

  /**
   * A difference out of its stored sums, as the accessors of the same names give them; of what is
   * beyond tolerance and NaN nothing is known then, and 0 said.
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
    return add(reference, candidate, Tolerance.DEFAULT, LogHistogram.empty());
  }

  /**
   * Adds two tensors of equal size, from position to limit; positions stay as they are.
   *
   * @param tolerance beyond which elements are counted
   * @param sizes out: the absolute differences of finite elements are counted there too
   * @throws IllegalArgumentException if the sizes differ
   */
  public TensorDiff add(
      FloatBuffer reference, FloatBuffer candidate, Tolerance tolerance, LogHistogram sizes) {
    requireEqualSize(reference.remaining(), candidate.remaining());
    ElementSums sums = new ElementSums(tolerance, sizes);
    sums.add(reference, candidate);
    TensorDiff added =
        ofSums(
            reference.remaining(),
            sums.largest,
            sums.sumAbs,
            sums.sumSquaredDiff,
            sums.dot,
            sums.squaredReference,
            sums.squaredCandidate,
            sums.nan + sums.infinite);
    added.nan = sums.nan;
    added.beyond = sums.beyond;
    added.worstIndex = sums.firstNotFinite >= 0 ? sums.firstNotFinite : sums.largestAt;
    return merge(added);
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
    nan += later.nan;
    beyond += later.beyond;
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

  /** Those of them that are NaN on a side; the others are infinite. */
  public long nan() {
    return nan;
  }

  /** Finite elements that differ by more than the tolerance. */
  public long beyond() {
    return beyond;
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
   * Length of the difference over the reference's, both as vectors; 0 when nothing differs, NaN of
   * nothing, infinite when only the reference is zero throughout.
   */
  public double relative() {
    return sumSquaredDiff == 0 && elements > nonFinite
        ? 0
        : Math.sqrt(sumSquaredDiff / squaredReference);
  }

  /** How far the reference stands above the difference, decibels; infinite when none differs. */
  public double snrDb() {
    return -20 * StrictMath.log10(relative());
  }

  /**
   * Where the first element that is not finite stands, else the first of the largest difference,
   * counted over everything added; -1 when nothing differs, or unknown after {@link #ofSums}.
   */
  public long worstIndex() {
    return worstIndex;
  }
}
