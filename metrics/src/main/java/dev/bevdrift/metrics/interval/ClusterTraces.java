package dev.bevdrift.metrics.interval;

import java.util.List;

/**
 * What the metric sees of a run in each cluster, as sums that equal boxes leave equal: by class the
 * boxes and their scores, what matched at each threshold, and the errors of what matched.
 *
 * <p>Immutable, thread-safe.
 */
final class ClusterTraces {
  /** A sum over boxes may differ by this much for each box: what rounding does to a number. */
  private static final double ROUNDING = 1e-4;

  /** By cluster and class: a count of boxes, then the sums. */
  private final double[][][] sums;

  private ClusterTraces(double[][][] sums) {
    this.sums = sums;
  }

  /** Sums up the classes of a run. */
  static ClusterTraces of(List<RankedClass> classes, int clusters) {
    double[][][] sums = new double[clusters][classes.size()][];
    for (int c = 0; c < classes.size(); c++) {
      add(classes.get(c), c, sums);
    }
    return new ClusterTraces(sums);
  }

  private static void add(RankedClass of, int c, double[][][] sums) {
    int thresholds = of.tpRank.length;
    for (double[][] cluster : sums) {
      cluster[c] = new double[3 + thresholds + of.error.length];
    }
    for (int r = 0; r < of.cluster.length; r++) {
      double[] to = sums[of.cluster[r]][c];
      to[0]++;
      to[1] += of.score[r];
      to[2] += of.score[r] * of.score[r];
    }
    for (int t = 0; t < thresholds; t++) {
      for (int cluster : of.tpCluster[t]) {
        sums[cluster][c][3 + t]++;
      }
    }
    for (int e = 0; e < of.error.length; e++) {
      for (int k = 0; k < of.error[e].length; k++) {
        sums[of.cluster[of.errorRank[k]]][c][3 + thresholds + e] += of.error[e][k];
      }
    }
  }

  /** By cluster: whether the two runs differ there by more than rounding. */
  boolean[] differing(ClusterTraces other) {
    boolean[] differing = new boolean[sums.length];
    for (int k = 0; k < sums.length; k++) {
      for (int c = 0; c < sums[k].length; c++) {
        differing[k] |= differ(sums[k][c], other.sums[k][c]);
      }
    }
    return differing;
  }

  private static boolean differ(double[] a, double[] b) {
    double tolerance = ROUNDING * Math.max(1, a[0]);
    boolean differ = a[0] != b[0];
    for (int i = 1; i < a.length; i++) {
      // Of infinite sums only equal ones are the same; their difference is NaN.
      differ |= a[i] != b[i] && !(Math.abs(a[i] - b[i]) <= tolerance);
    }
    return differ;
  }
}
