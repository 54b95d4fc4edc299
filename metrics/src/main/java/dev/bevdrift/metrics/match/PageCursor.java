package dev.bevdrift.metrics.match;

import dev.bevdrift.metrics.box.TpError;
import java.nio.ByteBuffer;

/** Walks the predictions of one {@link RankedPage}. Not thread-safe: reuses its scratch. */
public final class PageCursor {
  private static final int ERRORS = TpError.values().length;

  private final ByteBuffer bytes;
  private long scoreKey;
  private long orderKey;
  private double score;
  private int matches;
  private int[] thresholds = new int[1];
  private double[] errors = new double[ERRORS];

  private PageCursor(ByteBuffer bytes) {
    this.bytes = bytes;
    next();
  }

  /** Stands at the first prediction of a page, which has at least one. */
  static PageCursor at(RankedPage page) {
    return new PageCursor(ByteBuffer.wrap(page.bytes()));
  }

  /** Steps to the next prediction; false at the end. */
  boolean next() {
    if (!bytes.hasRemaining()) {
      return false;
    }
    scoreKey = bytes.getLong();
    orderKey = bytes.getLong();
    int head = bytes.get();
    score = (head & RankedPage.NEGATIVE_ZERO) != 0 ? -0.0 : PageKey.score(scoreKey);
    matches = head & RankedPage.MATCHES;
    if (matches > thresholds.length) {
      thresholds = new int[matches];
      errors = new double[matches * ERRORS];
    }
    for (int m = 0; m < matches; m++) {
      thresholds[m] = bytes.getInt();
      for (int e = 0; e < ERRORS; e++) {
        errors[m * ERRORS + e] = bytes.getDouble();
      }
    }
    return true;
  }

  boolean ranksBefore(long otherScoreKey, long otherOrderKey) {
    return scoreKey != otherScoreKey ? scoreKey < otherScoreKey : orderKey < otherOrderKey;
  }

  long scoreKey() {
    return scoreKey;
  }

  long orderKey() {
    return orderKey;
  }

  /** The score as it was given. */
  public double score() {
    return score;
  }

  /** Number of true boxes that it matched, at one threshold or several. */
  public int matches() {
    return matches;
  }

  /** Whether match {@code m} holds at the {@code t}-th threshold. */
  public boolean matchesAt(int m, int t) {
    return (thresholds[m] >>> t & 1) != 0;
  }

  /** The errors of all matches, one after the other; changed by the next step. */
  public double[] errors() {
    return errors;
  }
}
