package dev.bevdrift.metrics.nuscenes;

import java.util.Arrays;

/** Where the boxes of each sample lie in a list of boxes, in the order of the list. */
final class SampleRanges {
  private int[] sample = new int[64];
  private int[] from = new int[64];
  private int[] to = new int[64];
  private int size;

  private SampleRanges() {}

  static SampleRanges empty() {
    return new SampleRanges();
  }

  /** Appends the boxes {@code [first, end)} of a sample. */
  void add(int ofSample, int first, int end) {
    if (size == sample.length) {
      sample = Arrays.copyOf(sample, 2 * size);
      from = Arrays.copyOf(from, 2 * size);
      to = Arrays.copyOf(to, 2 * size);
    }
    sample[size] = ofSample;
    from[size] = first;
    to[size] = end;
    size++;
  }

  /** Appends the ranges of a list of boxes that begins at {@code offset} in this one. */
  void addAll(SampleRanges other, int offset) {
    for (int i = 0; i < other.size; i++) {
      add(other.sample[i], other.from[i] + offset, other.to[i] + offset);
    }
  }

  int size() {
    return size;
  }

  /** Whether a sample came twice; {@code samples} is how many there are. */
  boolean hasRepeats(int samples) {
    boolean[] seen = new boolean[samples];
    for (int i = 0; i < size; i++) {
      if (seen[sample[i]]) {
        return true;
      }
      seen[sample[i]] = true;
    }
    return false;
  }

  /** Whether the samples come in ascending order. */
  boolean ascending() {
    for (int i = 1; i < size; i++) {
      if (sample[i] < sample[i - 1]) {
        return false;
      }
    }
    return true;
  }

  /** The boxes in the order of their samples; no sample may be there twice. */
  int[] bySample(int samples, int boxes) {
    int[] rangeOf = new int[samples];
    Arrays.fill(rangeOf, -1);
    for (int i = 0; i < size; i++) {
      rangeOf[sample[i]] = i;
    }
    int[] order = new int[boxes];
    int count = 0;
    for (int range : rangeOf) {
      for (int i = range < 0 ? 0 : from[range]; i < (range < 0 ? 0 : to[range]); i++) {
        order[count++] = i;
      }
    }
    return Arrays.copyOf(order, count);
  }
}
