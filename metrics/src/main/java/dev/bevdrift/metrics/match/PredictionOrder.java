package dev.bevdrift.metrics.match;

/**
 * The place of a prediction in the order that decides ties, as one number: by sample, then within
 * the sample. Places of different frames compare without knowing how many boxes each has.
 */
public final class PredictionOrder {
  /** Places within a sample are below this. */
  public static final int MAX_ORDINAL = 1 << 20;

  /** Places of samples are below this. */
  public static final long MAX_SAMPLE_INDEX = Long.MAX_VALUE / MAX_ORDINAL;

  private PredictionOrder() {}

  /**
   * The place of a prediction.
   *
   * @param sampleIndex place of its sample in the order of samples
   * @param ordinal place within the sample
   */
  public static long of(long sampleIndex, int ordinal) {
    if (!(sampleIndex >= 0 && sampleIndex < MAX_SAMPLE_INDEX)
        || !(ordinal >= 0 && ordinal < MAX_ORDINAL)) {
      throw new IllegalArgumentException(
          "Cannot order prediction "
              + ordinal
              + " of sample "
              + sampleIndex
              + ": expected [0, "
              + MAX_ORDINAL
              + ") and [0, "
              + MAX_SAMPLE_INDEX
              + ")");
    }
    return sampleIndex * MAX_ORDINAL + ordinal;
  }

  /** The sample of a place. */
  public static long sampleIndex(long order) {
    return order / MAX_ORDINAL;
  }

  /** The place within the sample. */
  public static int ordinal(long order) {
    return (int) (order % MAX_ORDINAL);
  }
}
