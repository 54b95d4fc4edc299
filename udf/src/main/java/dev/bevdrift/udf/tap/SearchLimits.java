package dev.bevdrift.udf.tap;

/**
 * How much of a graph is looked at. A graph that puts out everything holds everything, which large
 * models do not survive, and is not fused as it is without; so it is run for a few values at a
 * time, in a session of its own.
 *
 * @param bytesTogether values looked at together hold at most about this many, or are one
 * @param valuesTogether how many they are at most
 * @param sessions of one graph and frame, at most
 */
public record SearchLimits(long bytesTogether, int valuesTogether, int sessions) {
  /** Sixty values of a small model are looked at whole; of a large one about half. */
  public static final SearchLimits DEFAULTS = new SearchLimits(256L << 20, 8, 8);

  public SearchLimits {
    if (bytesTogether < 1 || valuesTogether < 1 || sessions < 1) {
      throw new IllegalArgumentException(
          "Cannot search with "
              + bytesTogether
              + " bytes, "
              + valuesTogether
              + " values and "
              + sessions
              + " sessions: expected at least 1 of each");
    }
  }

  /** The same with another number of sessions. */
  public SearchLimits withSessions(int more) {
    return new SearchLimits(bytesTogether, valuesTogether, more);
  }
}
