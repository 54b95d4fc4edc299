package dev.bevdrift.metrics.curve;

import dev.bevdrift.metrics.match.ClassMatches;
import dev.bevdrift.metrics.match.ThresholdMatches;

/**
 * Precision and score over recall, of all ranked predictions of a class at one threshold.
 *
 * <p>The curve has a point for every prediction, but recall rises at matches only; so a point is
 * found among the matches, and nothing is stored. It equals {@link Interpolation#at} on the arrays
 * of all predictions to the last bit. Thread-safe.
 */
final class RankedRecall {
  private final ClassMatches matches;
  private final ThresholdMatches at;

  private RankedRecall(ClassMatches matches, ThresholdMatches at) {
    this.matches = matches;
    this.at = at;
  }

  /** A class with at least one true box and one match at the threshold. */
  static RankedRecall of(ClassMatches matches, ThresholdMatches at) {
    return new RankedRecall(matches, at);
  }

  /** Precision where a recall is reached; 0 above the highest. */
  double precisionAt(double recall) {
    return at(recall, true);
  }

  /** The score at which a recall is reached; 0 above the highest. */
  double confidenceAt(double recall) {
    return at(recall, false);
  }

  private double at(double q, boolean precision) {
    if (q > recall(at.size())) {
      return 0;
    }
    int count = lastReached(q);
    // The last prediction with that many matches: before the next match, or the last of all.
    int rank = count == at.size() ? matches.predictions() - 1 : at.rank(count) - 1;
    if (rank < 0) {
      return value(0, 1, precision);
    }
    double y = value(rank, count, precision);
    if (rank == matches.predictions() - 1 || recall(count) == q) {
      return y;
    }
    return Interpolation.between(
        recall(count), y, recall(count + 1), value(rank + 1, count + 1, precision), q);
  }

  private double value(int rank, int count, boolean precision) {
    return precision ? (double) count / (rank + 1) : matches.score(rank);
  }

  private double recall(int count) {
    return (double) count / matches.truths();
  }

  /** The most matches whose recall does not exceed {@code q}. */
  private int lastReached(double q) {
    int low = 0;
    int high = at.size() + 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (recall(middle) <= q) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }
}
