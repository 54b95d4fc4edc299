package dev.bevdrift.udf.tap;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.graph.Between;
import dev.bevdrift.udf.infer.PreparedFrame;
import dev.bevdrift.udf.infer.Tensor;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.ladder.Role;
import dev.bevdrift.udf.model.ShownGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at a graph's inner values, some at a time, and compares them with the original's.
 *
 * <p>All groups are run, from the first on: bisecting them would save runs only if a difference,
 * once there, stayed, and ReLU, clipping or a softmax can swallow one. So the first past tolerance
 * is the first, and the report can draw every value.
 */
public final class DivergenceSearch {
  /**
   * Values looked at together hold at most about this many bytes, or are one: a graph that puts out
   * everything holds everything, which large models do not survive.
   */
  private static final long GROUP_BYTES = 256L << 20;

  private static final int NODES_NAMED = 12;

  private final Ladder ladder;
  private final double tolerance;
  private final long groupBytes;

  private DivergenceSearch(Ladder ladder, double tolerance, long groupBytes) {
    this.ladder = ladder;
    this.tolerance = tolerance;
    this.groupBytes = groupBytes;
  }

  /**
   * Prepares a search.
   *
   * @param tolerance share of the original's largest magnitude, at least 0
   */
  public static DivergenceSearch of(Ladder ladder, double tolerance) {
    return of(ladder, tolerance, GROUP_BYTES);
  }

  static DivergenceSearch of(Ladder ladder, double tolerance, long groupBytes) {
    if (!(tolerance >= 0)) {
      throw new IllegalArgumentException(
          "Cannot search with tolerance " + tolerance + ": expected at least 0");
    }
    return new DivergenceSearch(ladder, tolerance, groupBytes);
  }

  /**
   * Compares a graph with the original on one frame.
   *
   * @param frame of the tap frame's token
   * @return empty when the ladder names no tap of this graph
   * @throws InputException when the graph cannot be run, or a tap's value is none of its own
   */
  public Optional<Divergence> of(GraphRung rung, PreparedFrame frame, TapFrame original) {
    Map<String, String> named = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    for (String tap : original.taps().keySet()) {
      if (rung.taps().containsKey(tap)) {
        named.put(tap, rung.taps().get(tap));
      } else {
        missing.add(tap);
      }
    }
    if (named.isEmpty()) {
      return Optional.empty();
    }
    frame.withSignals(original.canBus());
    original.prevBev().ifPresent(frame::withMemory);
    ShownGraph graph = ShownGraph.open(ladder, rung);
    List<TapDifference> differences = differences(graph, named, frame, original);
    return Optional.of(
        new Divergence(
            rung.id(),
            original.sampleToken(),
            tolerance,
            differences,
            missing,
            between(graph, differences)));
  }

  /**
   * What a graph makes of a frame inside, to compare others with.
   *
   * @param before the frame before, from which the graph's own memory comes
   */
  public TapFrame taps(GraphRung rung, PreparedFrame before, PreparedFrame frame) {
    ShownGraph graph = ShownGraph.open(ladder, rung);
    Optional<Tensor> memory = Optional.empty();
    if (rung.temporal()) {
      String state = rung.outputNamed(Role.BEV_EMBED).orElseThrow();
      Map<String, Tensor> found = new HashMap<>();
      show(graph, List.of(state), before, found);
      memory = Optional.of(found.get(state));
      frame.withMemory(memory.get());
    }
    Map<String, Tensor> taps = new LinkedHashMap<>();
    for (List<String> group : groups(rung.taps(), Map.of())) {
      Map<String, Tensor> found = new HashMap<>();
      show(graph, values(rung.taps(), group), frame, found);
      group.forEach(tap -> taps.put(tap, found.get(rung.taps().get(tap))));
    }
    Tensor canBus =
        Tensor.of(List.of((long) frame.input(Role.CAN_BUS).capacity()), frame.input(Role.CAN_BUS));
    return new TapFrame(frame.frame().sampleToken(), canBus, memory, taps);
  }

  private List<TapDifference> differences(
      ShownGraph graph, Map<String, String> named, PreparedFrame frame, TapFrame original) {
    List<TapDifference> differences = new ArrayList<>();
    for (List<String> group : groups(named, original.taps())) {
      Map<String, Tensor> found = new HashMap<>();
      show(graph, values(named, group), frame, found);
      for (String tap : group) {
        String value = named.get(tap);
        differences.add(TapDifference.of(tap, value, original.taps().get(tap), found.get(value)));
      }
    }
    return differences;
  }

  private static void show(
      ShownGraph graph, List<String> values, PreparedFrame frame, Map<String, Tensor> into) {
    graph.run(
        values, frame::input, (value, shape, data) -> into.put(value, Tensor.of(shape, data)));
  }

  /** Two taps may be one value of a graph. */
  private static List<String> values(Map<String, String> named, List<String> taps) {
    Set<String> values = new LinkedHashSet<>();
    taps.forEach(tap -> values.add(named.get(tap)));
    return List.copyOf(values);
  }

  /** Taps in order, in groups of bounded size; all in one where no size is known. */
  private List<List<String>> groups(Map<String, String> named, Map<String, Tensor> sizes) {
    List<List<String>> groups = new ArrayList<>();
    long bytes = groupBytes + 1;
    for (String tap : named.keySet()) {
      long more = sizes.containsKey(tap) ? (long) sizes.get(tap).size() * Float.BYTES : 0;
      if (bytes + more > groupBytes) {
        groups.add(new ArrayList<>());
        bytes = 0;
      }
      groups.get(groups.size() - 1).add(tap);
      bytes += more;
    }
    return groups;
  }

  private List<String> between(ShownGraph graph, List<TapDifference> differences) {
    Optional<TapDifference> first = Divergence.first(differences, tolerance);
    if (first.isEmpty()) {
      return List.of();
    }
    List<String> good =
        differences.stream()
            .filter(d -> d.relative() <= tolerance)
            .map(TapDifference::value)
            .toList();
    return Between.of(graph.graph(), good, first.get().value(), NODES_NAMED);
  }
}
