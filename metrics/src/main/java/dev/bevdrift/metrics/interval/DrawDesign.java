package dev.bevdrift.metrics.interval;

/**
 * Tells from the draws how much each cluster moves a figure.
 *
 * <p>A figure under a draw is, to first order, its mean plus, for each cluster, its
 * <i>influence</i> times how much more often than once it was drawn. The influences are fitted to
 * all draws by least squares. They serve better than leaving one cluster out at a time: average
 * precision jumps when the highest recall crosses a point of its grid, and such a jump, divided by
 * the tiny step of one cluster of many, looks like a huge influence. Draws step as far as the
 * sampling error does.
 *
 * <p>The influences sum to 0. Immutable, thread-safe.
 */
final class DrawDesign {
  private static final int LEAST_DRAWS_A_CLUSTER = 4;

  private final int[][] times;
  private final int clusters;

  /** The lower triangle of the Cholesky factor, by rows. */
  private final double[][] factor;

  private DrawDesign(int[][] times, int clusters, double[][] factor) {
    this.times = times;
    this.clusters = clusters;
    this.factor = factor;
  }

  /**
   * Prepares draws; they are fitted only if there are at least four a cluster.
   *
   * @param times by draw and cluster: how often it was drawn; kept, not copied
   * @param clusters number of clusters
   */
  static DrawDesign of(int[][] times, int clusters) {
    if (times.length < LEAST_DRAWS_A_CLUSTER * clusters) {
      return new DrawDesign(times, clusters, new double[0][]);
    }
    double[][] gram = new double[clusters][];
    for (int i = 0; i < clusters; i++) {
      gram[i] = new double[i + 1];
    }
    double[] mean = new double[clusters];
    for (int[] row : times) {
      for (int i = 0; i < clusters; i++) {
        mean[i] += (double) row[i] / times.length;
      }
    }
    for (int[] row : times) {
      for (int i = 0; i < clusters; i++) {
        double more = row[i] - mean[i];
        if (more != 0) {
          for (int j = 0; j <= i; j++) {
            gram[i][j] += more * (row[j] - mean[j]);
          }
        }
      }
    }
    // Every draw has as many clusters as there are, so one direction is free: it is tied to 0.
    double tie = (double) times.length / clusters;
    for (double[] row : gram) {
      for (int j = 0; j < row.length; j++) {
        row[j] += tie;
      }
    }
    return new DrawDesign(times, clusters, cholesky(gram));
  }

  private static double[][] cholesky(double[][] a) {
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = a[i][j];
        for (int k = 0; k < j; k++) {
          sum -= a[i][k] * a[j][k];
        }
        a[i][j] = i == j ? Math.sqrt(sum) : sum / a[j][j];
      }
    }
    return a;
  }

  /** Whether there are draws enough to tell influences. */
  boolean isDetermined() {
    return factor.length > 0;
  }

  /** By draw and cluster: how often it was drawn. Not to be written to. */
  int[][] times() {
    return times;
  }

  int clusters() {
    return clusters;
  }

  /**
   * The influence of every cluster on a figure; only if {@link #isDetermined}.
   *
   * @param drawn the figure under every draw, none NaN
   */
  double[] influence(double[] drawn) {
    double mean = 0;
    for (double value : drawn) {
      mean += value / drawn.length;
    }
    double[] x = new double[clusters];
    for (int b = 0; b < drawn.length; b++) {
      double off = drawn[b] - mean;
      int[] row = times[b];
      for (int c = 0; c < clusters; c++) {
        x[c] += (row[c] - 1) * off;
      }
    }
    for (int i = 0; i < clusters; i++) {
      double sum = x[i];
      for (int k = 0; k < i; k++) {
        sum -= factor[i][k] * x[k];
      }
      x[i] = sum / factor[i][i];
    }
    for (int i = clusters - 1; i >= 0; i--) {
      double sum = x[i];
      for (int k = i + 1; k < clusters; k++) {
        sum -= factor[k][i] * x[k];
      }
      x[i] = sum / factor[i][i];
    }
    return x;
  }
}
