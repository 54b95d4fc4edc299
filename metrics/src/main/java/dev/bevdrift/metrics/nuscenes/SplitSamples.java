package dev.bevdrift.metrics.nuscenes;

import dev.bevdrift.metrics.box.Samples;
import java.util.List;

/** The samples of a split with their times. Immutable, thread-safe. */
public final class SplitSamples {
  private final Samples samples;
  private final long[] timestampUs;

  private SplitSamples(Samples samples, long[] timestampUs) {
    this.samples = samples;
    this.timestampUs = timestampUs;
  }

  static SplitSamples of(Samples samples, List<Long> timestampsUs) {
    return new SplitSamples(samples, timestampsUs.stream().mapToLong(Long::longValue).toArray());
  }

  public Samples samples() {
    return samples;
  }

  /** The time of sample {@code i}, microseconds. */
  public long timestampUs(int i) {
    return timestampUs[i];
  }

  /** The times of all samples, microseconds. */
  long[] timestampsUs() {
    return timestampUs.clone();
  }
}
