package dev.bevdrift.metrics.match;

import dev.bevdrift.metrics.box.DetectionBoxes;

/** Positions of a list of boxes grouped by the sample they are matched in; order is kept. */
final class BySample {
  private final int[] start;
  private final int[] position;

  private BySample(int[] start, int[] position) {
    this.start = start;
    this.position = position;
  }

  /**
   * Groups a list.
   *
   * @param list indices into {@code boxes}; those of no known sample are left out
   * @param samples number of samples
   */
  static BySample of(DetectionBoxes boxes, int[] list, int samples) {
    int[] start = new int[samples + 1];
    for (int box : list) {
      int sample = boxes.matchSample(box);
      if (sample != DetectionBoxes.NO_SAMPLE) {
        start[sample + 1]++;
      }
    }
    for (int s = 0; s < samples; s++) {
      start[s + 1] += start[s];
    }
    int[] next = start.clone();
    int[] position = new int[start[samples]];
    for (int i = 0; i < list.length; i++) {
      int sample = boxes.matchSample(list[i]);
      if (sample != DetectionBoxes.NO_SAMPLE) {
        position[next[sample]++] = i;
      }
    }
    return new BySample(start, position);
  }

  /** Number of samples. */
  int samples() {
    return start.length - 1;
  }

  int count(int sample) {
    return start[sample + 1] - start[sample];
  }

  /** The position in the list of the {@code k}-th box of a sample. */
  int position(int sample, int k) {
    return position[start[sample] + k];
  }
}
