package dev.bevdrift.metrics.match;

/**
 * Some ranked predictions of one class with their matches, as bytes that travel: a piece of a
 * {@link RankedRun}, or the counts of one.
 *
 * <p>A prediction takes 17 bytes, and 44 more for each true box that it matched; nearly always it
 * is the same box at every threshold. Counts take 32 bytes: true boxes of the class that are
 * evaluated; samples, true boxes and predictions of the whole run, 0 in all classes but the first.
 * Immutable.
 */
public final class RankedPage {
  /** Predictions of a full page: 9 KB without matches, 31 KB when all match. */
  static final int RECORDS = 512;

  /** Set in a record's head when the score is -0.0, which ranks as 0.0 but is written as it is. */
  static final int NEGATIVE_ZERO = 0x80;

  /** The bits of a record's head that count the true boxes matched. */
  static final int MATCHES = 0x7F;

  private final PageKey key;
  private final byte[] bytes;

  private RankedPage(PageKey key, byte[] bytes) {
    this.key = key;
    this.bytes = bytes;
  }

  /**
   * A page out of what {@link #key} and {@link #bytes} gave.
   *
   * @param bytes not to be changed afterwards
   */
  public static RankedPage of(PageKey key, byte[] bytes) {
    return new RankedPage(key, bytes);
  }

  /** Where it stands among all pages. */
  public PageKey key() {
    return key;
  }

  /** Its content, not copied; not to be changed. */
  public byte[] bytes() {
    return bytes;
  }
}
