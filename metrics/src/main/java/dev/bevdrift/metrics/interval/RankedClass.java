package dev.bevdrift.metrics.interval;

import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.match.ClassMatches;
import dev.bevdrift.metrics.match.ThresholdMatches;
import dev.bevdrift.metrics.score.DetectionConfig;

/**
 * The ranked list of one class as replicates read it: clusters instead of samples, and the errors
 * of the true positives in columns.
 *
 * <p>Package-private arrays are shared with {@link WeightedClass} and {@link ClusterTraces}, which
 * read them and never write. Immutable, thread-safe.
 */
final class RankedClass {
  /** Cluster of the prediction at a rank. */
  final int[] cluster;

  /** Score of the prediction at a rank. */
  final double[] score;

  /** By threshold and true positive: its rank, ascending. */
  final int[][] tpRank;

  /** By threshold and true positive: its cluster. */
  final int[][] tpCluster;

  /** By true positive at the threshold for errors: its rank, ascending. */
  final int[] errorRank;

  /** By error and true positive at the threshold for errors: the error, 0 where undefined. */
  final double[][] error;

  /** By error and true positive: 1 where the error is defined; empty if it is everywhere. */
  final double[][] counts;

  /** True boxes of a cluster. */
  final int[] truths;

  /** By error and cluster: true positives that define the error. */
  final int[][] measured;

  /** By error: whether the class defines it. */
  final boolean[] defined;

  private RankedClass(
      DetectionConfig config, ClassMatches matches, Samples samples, SceneClusters clusters) {
    int n = matches.predictions();
    cluster = new int[n];
    score = new double[n];
    for (int r = 0; r < n; r++) {
      cluster[r] = clusters.ofScene(samples.scene(matches.sample(r)));
      score[r] = matches.score(r);
    }
    truths = new int[clusters.count()];
    for (int k = 0; k < matches.truths(); k++) {
      truths[clusters.ofScene(samples.scene(matches.truthSample(k)))]++;
    }
    tpRank = new int[matches.thresholds()][];
    tpCluster = new int[matches.thresholds()][];
    for (int t = 0; t < tpRank.length; t++) {
      ThresholdMatches at = matches.at(t);
      tpRank[t] = new int[at.size()];
      tpCluster[t] = new int[at.size()];
      for (int k = 0; k < at.size(); k++) {
        tpRank[t][k] = at.rank(k);
        tpCluster[t][k] = cluster[at.rank(k)];
      }
    }
    errorRank = tpRank[config.tpThresholdIndex()];
    TpError[] errors = TpError.values();
    error = new double[errors.length][];
    counts = new double[errors.length][];
    measured = new int[errors.length][clusters.count()];
    defined = new boolean[errors.length];
    for (TpError which : errors) {
      defined[which.index()] = matches.detectionClass().defines(which);
      column(which.index(), which, matches.at(config.tpThresholdIndex()));
    }
  }

  private void column(int e, TpError which, ThresholdMatches at) {
    error[e] = new double[at.size()];
    double[] count = new double[at.size()];
    boolean everywhere = true;
    for (int k = 0; k < at.size(); k++) {
      double value = at.error(which, k);
      if (Double.isNaN(value)) {
        everywhere = false;
      } else {
        error[e][k] = value;
        count[k] = 1;
        measured[e][cluster[at.rank(k)]]++;
      }
    }
    counts[e] = everywhere ? new double[0] : count;
  }

  /** Prepares a class out of its matches. */
  static RankedClass of(
      DetectionConfig config, ClassMatches matches, Samples samples, SceneClusters clusters) {
    return new RankedClass(config, matches, samples, clusters);
  }
}
