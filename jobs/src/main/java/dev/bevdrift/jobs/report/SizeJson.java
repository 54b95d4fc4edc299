package dev.bevdrift.jobs.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.metrics.diff.LogHistogram;

/** Numbers and histograms in summary.json; what is not finite is null. */
final class SizeJson {
  private SizeJson() {}

  static void put(ObjectNode node, String key, double value) {
    if (Double.isFinite(value)) {
      node.put(key, value);
    } else {
      node.putNull(key);
    }
  }

  static void putHistogram(ObjectNode node, LogHistogram.Octaves octaves) {
    ObjectNode histogram = node.putObject("histogram");
    ArrayNode edges = histogram.putArray("edges");
    octaves.edges().forEach(edges::add);
    ArrayNode counts = histogram.putArray("counts");
    octaves.counts().forEach(counts::add);
  }
}
