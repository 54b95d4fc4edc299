package dev.bevdrift.metrics.match;

import dev.bevdrift.metrics.box.TpError;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntUnaryOperator;

/**
 * A part of the matches of one class: some of its ranks, some of its true boxes. Nothing is matched
 * again.
 */
public final class MatchSelection {
  private MatchSelection() {}

  /**
   * The matches among the chosen ranks and true boxes, ranked anew in the same order.
   *
   * <p>A chosen rank whose true box at a threshold is not chosen is a false positive there; a
   * chosen true box whose rank is not chosen is missed.
   *
   * @param whole all matches
   * @param ranks ranks to keep
   * @param truths true boxes to keep, counted as in {@link ClassMatches#truth}: the k-th
   * @param sampleIndex from a sample's index in {@code whole} to its index in the answer
   */
  public static ClassMatches of(
      ClassMatches whole, BitSet ranks, BitSet truths, IntUnaryOperator sampleIndex) {
    int n = ranks.cardinality();
    int[] ranked = new int[n];
    double[] score = new double[n];
    int[] sample = new int[n];
    int[] rankAfter = new int[whole.predictions()];
    Arrays.fill(rankAfter, -1);
    int next = 0;
    for (int r = ranks.nextSetBit(0); r >= 0; r = ranks.nextSetBit(r + 1)) {
      ranked[next] = whole.prediction(r);
      score[next] = whole.score(r);
      sample[next] = sampleIndex.applyAsInt(whole.sample(r));
      rankAfter[r] = next++;
    }
    int[] boxes = new int[truths.cardinality()];
    int[] sampleOfTruth = new int[boxes.length];
    int at = 0;
    for (int k = truths.nextSetBit(0); k >= 0; k = truths.nextSetBit(k + 1)) {
      boxes[at] = whole.truth(k);
      sampleOfTruth[at++] = sampleIndex.applyAsInt(whole.truthSample(k));
    }
    ThresholdMatches[] matches = new ThresholdMatches[whole.thresholds()];
    for (int t = 0; t < matches.length; t++) {
      matches[t] = select(whole.at(t), rankAfter, boxes);
    }
    return new ClassMatches(
        whole.detectionClass(), ranked, score, sample, boxes, sampleOfTruth, matches);
  }

  private static ThresholdMatches select(ThresholdMatches from, int[] rankAfter, int[] boxes) {
    ThresholdMatches to = new ThresholdMatches();
    TpError[] all = TpError.values();
    double[] errors = new double[all.length];
    for (int m = 0; m < from.size(); m++) {
      int rank = rankAfter[from.rank(m)];
      // The true boxes of a class stand in ascending order.
      if (rank < 0 || Arrays.binarySearch(boxes, from.truth(m)) < 0) {
        continue;
      }
      for (TpError which : all) {
        errors[which.index()] = from.error(which, m);
      }
      to.add(rank, from.truth(m), errors);
    }
    return to;
  }
}
