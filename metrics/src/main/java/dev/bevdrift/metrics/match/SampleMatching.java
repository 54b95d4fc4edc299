package dev.bevdrift.metrics.match;

import dev.bevdrift.metrics.box.DetectionBoxes;
import java.util.Arrays;
import java.util.List;

/**
 * Matches the predictions of one class, sample by sample; distances are computed once for all
 * thresholds.
 */
final class SampleMatching {
  private SampleMatching() {}

  /**
   * The matched true box by threshold and rank, as an index into {@code truths}, or {@link
   * GreedyMatcher#UNMATCHED}.
   *
   * @param truthList the evaluated true boxes of the class
   * @param truthsOf the positions in that list by sample
   * @param ranked the evaluated predictions of the class, best first
   * @param thresholdsM distances; a pair matches strictly below
   */
  static int[][] truthOfRank(
      DetectionBoxes truths,
      int[] truthList,
      BySample truthsOf,
      DetectionBoxes predictions,
      int[] ranked,
      List<Double> thresholdsM) {
    double[] thresholds = thresholdsM.stream().mapToDouble(Double::doubleValue).toArray();
    int[][] result = new int[thresholds.length][ranked.length];
    for (int[] row : result) {
      Arrays.fill(row, GreedyMatcher.UNMATCHED);
    }
    int samples = truthsOf.samples();
    BySample ranksOf = BySample.of(predictions, ranked, samples);
    GreedyMatcher matcher = new GreedyMatcher();
    Distances distances = new Distances();
    int[] match = new int[16];
    for (int s = 0; s < samples; s++) {
      int np = ranksOf.count(s);
      int ng = truthsOf.count(s);
      if (np == 0 || ng == 0) {
        continue;
      }
      if (match.length < np) {
        match = new int[2 * np];
      }
      distances.measure(truths, truthList, truthsOf, predictions, ranked, ranksOf, s);
      for (int t = 0; t < thresholds.length; t++) {
        matcher.match(distances.distance, distances.nearest, np, ng, thresholds[t], match);
        for (int p = 0; p < np; p++) {
          if (match[p] != GreedyMatcher.UNMATCHED) {
            result[t][ranksOf.position(s, p)] = truthList[truthsOf.position(s, match[p])];
          }
        }
      }
    }
    return result;
  }

  /** The distances of one sample; see {@link GreedyMatcher#match}. Reuses its scratch. */
  private static final class Distances {
    private double[] distance = new double[64];
    private double[] nearest = new double[16];
    private double[] trueX = new double[16];
    private double[] trueY = new double[16];

    void measure(
        DetectionBoxes truths,
        int[] truthList,
        BySample truthsOf,
        DetectionBoxes predictions,
        int[] ranked,
        BySample ranksOf,
        int sample) {
      int np = ranksOf.count(sample);
      int ng = truthsOf.count(sample);
      if (distance.length < np * ng) {
        distance = new double[2 * np * ng];
      }
      if (nearest.length < np) {
        nearest = new double[2 * np];
      }
      if (trueX.length < ng) {
        trueX = new double[2 * ng];
        trueY = new double[2 * ng];
      }
      for (int g = 0; g < ng; g++) {
        int box = truthList[truthsOf.position(sample, g)];
        trueX[g] = truths.x(box);
        trueY[g] = truths.y(box);
      }
      for (int p = 0; p < np; p++) {
        int box = ranked[ranksOf.position(sample, p)];
        row(predictions.x(box), predictions.y(box), p, ng);
      }
    }

    private void row(double x, double y, int p, int ng) {
      double smallest = Double.POSITIVE_INFINITY;
      for (int g = 0; g < ng; g++) {
        double d = PairErrors.transM(x, y, trueX[g], trueY[g]);
        distance[p * ng + g] = d;
        smallest = d < smallest ? d : smallest;
      }
      nearest[p] = smallest;
    }
  }
}
