package dev.bevdrift.udf.tap;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One graph's values beside the original's on one frame.
 *
 * @param rung the graph's
 * @param sampleToken the frame
 * @param tolerance a difference beyond this share of the original's largest magnitude is one
 * @param order the values of this graph that have a name, in the order of running
 * @param differences of those that were looked at, in that order
 * @param sessions in which the graph was run to look
 * @param missing taps of the original that the ladder does not find in this graph
 * @param between where the first one past tolerance comes from: nodes above it, nearest first, as
 *     far as the taps within tolerance; empty when there is none
 */
public record Divergence(
    String rung,
    String sampleToken,
    double tolerance,
    List<String> order,
    List<TapDifference> differences,
    int sessions,
    List<String> missing,
    List<String> between) {
  public Divergence {
    order = List.copyOf(order);
    differences = List.copyOf(differences);
    missing = List.copyOf(missing);
    between = List.copyOf(between);
  }

  /** The first value past tolerance of those looked at. */
  public Optional<TapDifference> first() {
    return first(differences, tolerance);
  }

  /** How many values come before the first past tolerance; all of them where there is none. */
  public int firstPlace() {
    return first().map(first -> order.indexOf(first.tap())).orElse(order.size());
  }

  /** Values that were not looked at, since only so many sessions are taken. */
  public List<String> unseen() {
    return unseenOf(order);
  }

  /** Those of them that could be the first past tolerance instead. */
  public List<String> unseenBefore() {
    return unseenOf(order.subList(0, firstPlace()));
  }

  private List<String> unseenOf(List<String> taps) {
    Set<String> seen = differences.stream().map(TapDifference::tap).collect(Collectors.toSet());
    return taps.stream().filter(tap -> !seen.contains(tap)).toList();
  }

  static Optional<TapDifference> first(List<TapDifference> differences, double tolerance) {
    return differences.stream().filter(d -> d.isPast(tolerance)).findFirst();
  }
}
