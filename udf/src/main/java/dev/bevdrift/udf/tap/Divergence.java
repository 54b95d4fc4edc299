package dev.bevdrift.udf.tap;

import java.util.List;
import java.util.Optional;

/**
 * One graph's values beside the original's on one frame.
 *
 * @param rung the graph's
 * @param sampleToken the frame
 * @param tolerance a difference beyond this share of the original's largest magnitude is one
 * @param differences in the order of running
 * @param missing taps of the original that the ladder does not find in this graph
 * @param between where the first one past tolerance comes from: nodes above it, nearest first, as
 *     far as the taps within tolerance; empty when there is none
 */
public record Divergence(
    String rung,
    String sampleToken,
    double tolerance,
    List<TapDifference> differences,
    List<String> missing,
    List<String> between) {
  public Divergence {
    differences = List.copyOf(differences);
    missing = List.copyOf(missing);
    between = List.copyOf(between);
  }

  /** The first value past tolerance. */
  public Optional<TapDifference> first() {
    return first(differences, tolerance);
  }

  static Optional<TapDifference> first(List<TapDifference> differences, double tolerance) {
    return differences.stream().filter(d -> !(d.relative() <= tolerance)).findFirst();
  }
}
