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
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Looks at a graph's inner values, some at a time, and compares them with the original's: a place
 * where they part is found by bisecting, then the values before it are looked at, see {@link
 * SearchLimits} for how many. Each group of values is a session of its own.
 */
public final class DivergenceSearch {
  private static final int NODES_NAMED = 12;

  private final Ladder ladder;
  private final double tolerance;
  private final SearchLimits limits;

  private DivergenceSearch(Ladder ladder, double tolerance, SearchLimits limits) {
    this.ladder = ladder;
    this.tolerance = tolerance;
    this.limits = limits;
  }

  /** Prepares a search within the usual limits. */
  public static DivergenceSearch of(Ladder ladder, double tolerance) {
    return of(ladder, tolerance, SearchLimits.DEFAULTS);
  }

  /**
   * Prepares a search.
   *
   * @param tolerance share of the original's largest magnitude, at least 0
   */
  public static DivergenceSearch of(Ladder ladder, double tolerance, SearchLimits limits) {
    if (!(tolerance >= 0)) {
      throw new IllegalArgumentException(
          "Cannot search with tolerance " + tolerance + ": expected at least 0");
    }
    return new DivergenceSearch(ladder, tolerance, limits);
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
    List<List<String>> groups = groups(named, original.taps());
    SortedMap<Integer, List<TapDifference>> found = new TreeMap<>();
    GroupSearch.look(
        groups.size(),
        limits.sessions(),
        group -> {
          List<TapDifference> own = differences(graph, named, groups.get(group), frame, original);
          found.put(group, own);
          return Divergence.first(own, tolerance).isPresent();
        });
    List<TapDifference> differences = found.values().stream().flatMap(List::stream).toList();
    return Optional.of(
        new Divergence(
            rung.id(),
            original.sampleToken(),
            tolerance,
            List.copyOf(named.keySet()),
            differences,
            found.size(),
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

  private static List<TapDifference> differences(
      ShownGraph graph,
      Map<String, String> named,
      List<String> group,
      PreparedFrame frame,
      TapFrame original) {
    Map<String, Tensor> found = new HashMap<>();
    show(graph, values(named, group), frame, found);
    List<TapDifference> differences = new ArrayList<>();
    for (String tap : group) {
      String value = named.get(tap);
      differences.add(TapDifference.of(tap, value, original.taps().get(tap), found.get(value)));
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

  /** Taps in order, in groups of bounded size; by their number alone where no size is known. */
  private List<List<String>> groups(Map<String, String> named, Map<String, Tensor> sizes) {
    List<List<String>> groups = new ArrayList<>();
    List<String> last = new ArrayList<>();
    long bytes = 0;
    for (String tap : named.keySet()) {
      long more = sizes.containsKey(tap) ? (long) sizes.get(tap).size() * Float.BYTES : 0;
      boolean full =
          last.size() == limits.valuesTogether() || bytes + more > limits.bytesTogether();
      if (groups.isEmpty() || full) {
        last = new ArrayList<>();
        groups.add(last);
        bytes = 0;
      }
      last.add(tap);
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
        differences.stream().filter(d -> !d.isPast(tolerance)).map(TapDifference::value).toList();
    return Between.of(graph.graph(), good, first.get().value(), NODES_NAMED);
  }
}
