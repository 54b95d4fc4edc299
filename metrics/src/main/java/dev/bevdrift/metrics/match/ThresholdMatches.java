package dev.bevdrift.metrics.match;

import dev.bevdrift.metrics.box.TpError;
import java.util.Arrays;

/**
 * The matches of one class at one distance threshold, in order of rank.
 *
 * <p>Immutable once {@link ClassMatches} hands it out; thread-safe.
 */
public final class ThresholdMatches {
  private static final int ERRORS = TpError.values().length;

  private int size;
  private int[] rank = new int[16];
  private int[] truth = new int[16];
  private final double[][] error = new double[ERRORS][16];

  ThresholdMatches() {}

  /** Number of true positives. */
  public int size() {
    return size;
  }

  /** The rank of match {@code k}; ascending in k. */
  public int rank(int k) {
    return rank[k];
  }

  /** The index of the matched true box among the ground truth's boxes. */
  public int truth(int k) {
    return truth[k];
  }

  /** An error of match {@code k} in the unit of {@link TpError}; NaN when undefined. */
  public double error(TpError which, int k) {
    return error[which.index()][k];
  }

  void add(int atRank, int ofTruth, double[] errors) {
    if (size == rank.length) {
      int capacity = 2 * size;
      rank = Arrays.copyOf(rank, capacity);
      truth = Arrays.copyOf(truth, capacity);
      for (int e = 0; e < ERRORS; e++) {
        error[e] = Arrays.copyOf(error[e], capacity);
      }
    }
    rank[size] = atRank;
    truth[size] = ofTruth;
    for (int e = 0; e < ERRORS; e++) {
      error[e][size] = errors[e];
    }
    size++;
  }
}
