package dev.bevdrift.jobs.table;

import java.util.List;

/**
 * What one frame adds to a tensor's difference between a rung and its baseline; sums, so that
 * frames merge by addition.
 *
 * @param name the output's or tap's name
 * @param layer the decoder layer, or {@link #WHOLE}
 * @param elements compared pairs, non-finite ones too
 * @param maxAbs largest absolute difference
 * @param worstIndex flat index of {@code maxAbs}, -1 if there is none
 * @param sumAbs sum of absolute differences
 * @param sumSquared sum of squared differences
 * @param dot sum of products
 * @param squaredRung sum of the rung's squares
 * @param squaredBaseline sum of the baseline's squares
 * @param nonFinite pairs left out since a side is NaN or infinite
 * @param nan those of them in which a side is NaN, or {@link #UNKNOWN}
 * @param beyond finite pairs that differ by more than the tolerance, or {@link #UNKNOWN}
 * @param worstElement {@code worstIndex} as an index of each dimension of the whole tensor; empty
 *     if there is none
 */
public record TensorSums(
    String name,
    int layer,
    long elements,
    double maxAbs,
    long worstIndex,
    double sumAbs,
    double sumSquared,
    double dot,
    double squaredRung,
    double squaredBaseline,
    long nonFinite,
    long nan,
    long beyond,
    List<Integer> worstElement) {
  /** A count that older files lack. */
  public static final long UNKNOWN = -1;

  /** The layer of sums over a whole tensor. */
  public static final int WHOLE = -1;

  public TensorSums {
    worstElement = List.copyOf(worstElement);
  }
}
