package dev.bevdrift.metrics.interval;

import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.match.ClassMatches;
import dev.bevdrift.metrics.match.ThresholdMatches;
import dev.bevdrift.metrics.score.DetectionConfig;
import java.util.Arrays;

/**
 * The plain version of {@link WeightedClass}, its oracle: every prediction goes by once, at every
 * threshold.
 *
 * <p>Between two true positives precision falls and recall stands still, so only the points around
 * true positives matter. With all weights 1 the figures are the metric's within 1e-12, with weights
 * 0 and 1 those of the scenes left. Immutable, thread-safe.
 */
final class PlainClass {
  private final DetectionConfig config;
  private final ClassMatches matches;
  private final int[] clusterOfRank;
  private final boolean[] matchedAt;
  private final int[] truthsOfCluster;

  private PlainClass(
      DetectionConfig config,
      ClassMatches matches,
      int[] clusterOfRank,
      boolean[] matchedAt,
      int[] truthsOfCluster) {
    this.config = config;
    this.matches = matches;
    this.clusterOfRank = clusterOfRank;
    this.matchedAt = matchedAt;
    this.truthsOfCluster = truthsOfCluster;
  }

  /** Prepares a class out of its matches. */
  static PlainClass of(
      DetectionConfig config, ClassMatches matches, Samples samples, SceneClusters clusters) {
    int[] clusterOfRank = new int[matches.predictions()];
    for (int r = 0; r < clusterOfRank.length; r++) {
      clusterOfRank[r] = clusters.ofScene(samples.scene(matches.sample(r)));
    }
    boolean[] matchedAt = new boolean[clusterOfRank.length];
    for (int t = 0; t < matches.thresholds(); t++) {
      ThresholdMatches at = matches.at(t);
      for (int k = 0; k < at.size(); k++) {
        matchedAt[at.rank(k)] = true;
      }
    }
    int[] truths = new int[clusters.count()];
    for (int k = 0; k < matches.truths(); k++) {
      truths[clusters.ofScene(samples.scene(matches.truthSample(k)))]++;
    }
    return new PlainClass(config, matches, clusterOfRank, matchedAt, truths);
  }

  /**
   * The figures under weights.
   *
   * @param times how often each cluster counts
   * @param ap out: average precision by threshold
   * @param errors out: by error, NaN where the class does not define it
   */
  void evaluate(int[] times, double[] ap, double[] errors) {
    int tpThreshold = config.tpThresholdIndex();
    long truths = 0;
    for (int c = 0; c < times.length; c++) {
      truths += (long) times[c] * truthsOfCluster[c];
    }
    PlainErrors running = new PlainErrors(matches.at(tpThreshold).size());
    PlainGrid[] grids = new PlainGrid[matches.thresholds()];
    Arrays.fill(ap, 0);
    if (truths > 0) {
      walk(times, truths, grids, running);
      for (int t = 0; t < grids.length; t++) {
        ap[t] = grids[t].averagePrecision(config.minRecall(), config.minPrecision());
      }
    }
    for (TpError which : TpError.values()) {
      boolean defined = matches.detectionClass().defines(which);
      double error =
          truths == 0 ? 1 : running.figure(which, grids[tpThreshold], config.minRecall());
      errors[which.index()] = defined ? error : Double.NaN;
    }
  }

  private void walk(int[] times, long truths, PlainGrid[] grids, PlainErrors running) {
    int tpThreshold = config.tpThresholdIndex();
    Arrays.setAll(grids, t -> new PlainGrid(truths));
    int[] next = new int[grids.length];
    long seen = 0;
    double scoreBefore = 0;
    for (int r = 0; r < clusterOfRank.length; r++) {
      int weight = times[clusterOfRank[r]];
      if (weight == 0) {
        continue;
      }
      double score = matches.score(r);
      if (matchedAt[r]) {
        for (int t = 0; t < grids.length; t++) {
          ThresholdMatches at = matches.at(t);
          while (next[t] < at.size() && at.rank(next[t]) < r) {
            next[t]++;
          }
          if (next[t] < at.size() && at.rank(next[t]) == r) {
            grids[t].truePositive(weight, seen, scoreBefore, score);
            if (t == tpThreshold) {
              running.add(at, next[t], weight, score);
            }
          }
        }
      }
      seen += weight;
      scoreBefore = score;
    }
    for (PlainGrid grid : grids) {
      grid.end(seen, scoreBefore);
    }
  }
}
