package dev.bevdrift.jobs.table;

import java.util.List;

/**
 * How often sizes of differences occurred, in the bins of {@link
 * dev.bevdrift.metrics.diff.LogHistogram}.
 *
 * @param name a tensor's or a shift's
 * @param layer the decoder layer, or {@link TensorSums#WHOLE}
 * @param bins that hold something, rising
 * @param counts of these bins
 */
public record Sketch(String name, int layer, List<Integer> bins, List<Long> counts) {
  public Sketch {
    bins = List.copyOf(bins);
    counts = List.copyOf(counts);
    if (bins.size() != counts.size()) {
      throw new IllegalArgumentException(
          "Cannot keep a sketch of "
              + name
              + ": "
              + counts.size()
              + " counts, expected one for each of "
              + bins.size()
              + " bins");
    }
  }
}
