package dev.bevdrift.metrics.slice;

import dev.bevdrift.metrics.match.ClassMatches;
import dev.bevdrift.metrics.match.ThresholdMatches;
import java.util.Arrays;
import java.util.BitSet;

/** Which ranks and true boxes of one class belong to which slice of a property. */
final class Membership {
  private final BitSet[] ranks;
  private final BitSet[] truths;

  private Membership(int slices) {
    ranks = new BitSet[slices];
    truths = new BitSet[slices];
    Arrays.setAll(ranks, s -> new BitSet());
    Arrays.setAll(truths, s -> new BitSet());
  }

  /**
   * Files every box: a true box under its own value; a prediction under the value of each true box
   * that it matches, at whichever threshold; one that matches nowhere under its own value, or, if
   * it can't have one, under all. Of a property of samples a prediction has the value of the sample
   * that it was submitted for.
   */
  static Membership of(ClassMatches matches, SliceProperty property) {
    Membership m = new Membership(property.values().size());
    for (int k = 0; k < matches.truths(); k++) {
      m.truths[property.ofTruth(matches.truth(k))].set(k);
    }
    BitSet matched = new BitSet();
    if (property.reach() != SliceProperty.Reach.SAMPLES) {
      m.fileMatched(matches, property, matched);
    }
    int n = matches.predictions();
    for (int r = matched.nextClearBit(0); r < n; r = matched.nextClearBit(r + 1)) {
      int own = property.ofPrediction(matches.prediction(r));
      for (int s = 0; s < m.ranks.length; s++) {
        if (own == s || own == SliceProperty.NO_VALUE) {
          m.ranks[s].set(r);
        }
      }
    }
    return m;
  }

  private void fileMatched(ClassMatches matches, SliceProperty property, BitSet matched) {
    for (int t = 0; t < matches.thresholds(); t++) {
      ThresholdMatches at = matches.at(t);
      for (int k = 0; k < at.size(); k++) {
        matched.set(at.rank(k));
        ranks[property.ofTruth(at.truth(k))].set(at.rank(k));
      }
    }
  }

  BitSet ranks(int slice) {
    return ranks[slice];
  }

  BitSet truths(int slice) {
    return truths[slice];
  }

  /** Whether no box of the class is in a slice. */
  boolean isEmpty(int slice) {
    return ranks[slice].isEmpty() && truths[slice].isEmpty();
  }
}
