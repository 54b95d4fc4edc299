package dev.bevdrift.metrics.match;

import java.io.Serializable;

/**
 * Where a {@link RankedPage} stands: ascending keys are classes in order, in a class first what
 * counts its boxes, then pages by their best prediction.
 *
 * <p>Predictions rank by score downwards, of equal scores the later first, and -0.0 equals 0.0 (see
 * {@link ScoreRanking}); both keys turn that into ascending whole numbers.
 *
 * @param classIndex of the class
 * @param scoreKey {@link #scoreKey} of the best score, or {@link #COUNTS}
 * @param orderKey {@link #orderKey} of that prediction
 */
public record PageKey(int classIndex, long scoreKey, long orderKey)
    implements Comparable<PageKey>, Serializable {
  /** The score key of a page of counts: below that of every score. */
  static final long COUNTS = Long.MIN_VALUE;

  /** The key of a score, which must not be NaN; a higher score has a lower key. */
  static long scoreKey(double score) {
    long bits = Double.doubleToRawLongBits(score == 0 ? 0.0 : score);
    return ~flipped(bits);
  }

  /** The score of a key; 0.0 for either zero. */
  static double score(long scoreKey) {
    return Double.longBitsToDouble(flipped(~scoreKey));
  }

  /** The key of a place in the order of all predictions; a later place has a lower key. */
  static long orderKey(long order) {
    return ~order;
  }

  /** The place of a key. */
  static long order(long orderKey) {
    return ~orderKey;
  }

  /** Negative numbers' bits grow downwards: turns them, and back. */
  private static long flipped(long bits) {
    return bits ^ ((bits >> (Long.SIZE - 1)) & Long.MAX_VALUE);
  }

  /** Whether it is a page of counts. */
  boolean ofCounts() {
    return scoreKey == COUNTS;
  }

  @Override
  public int compareTo(PageKey other) {
    int byClass = Integer.compare(classIndex, other.classIndex);
    if (byClass != 0) {
      return byClass;
    }
    int byScore = Long.compare(scoreKey, other.scoreKey);
    return byScore != 0 ? byScore : Long.compare(orderKey, other.orderKey);
  }
}
