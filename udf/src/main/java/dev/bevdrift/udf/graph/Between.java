package dev.bevdrift.udf.graph;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The nodes that lie between values known to be right and one known to be wrong. */
public final class Between {
  private Between() {}

  /**
   * Walks upwards from a value, nearest nodes first, and does not go beyond the known ones.
   * Constants are left out: they come with the node that reads them.
   *
   * @param known values at which the walk stops
   * @param from the value that is wrong
   * @param most how many nodes are named
   */
  public static List<String> of(OnnxGraph graph, Collection<String> known, String from, int most) {
    Set<String> stops = new HashSet<>(known);
    List<String> found = new ArrayList<>();
    Set<String> seen = new HashSet<>(Set.of(from));
    Deque<String> waiting = new ArrayDeque<>(seen);
    while (!waiting.isEmpty() && found.size() < most) {
      Optional<NodeProto> producer = graph.producer(waiting.poll());
      if (producer.isEmpty() || producer.get().getOpType().equals("Constant")) {
        continue;
      }
      found.add(OnnxGraph.label(producer.get()));
      for (String input : producer.get().getInputList()) {
        if (!input.isEmpty() && !stops.contains(input) && seen.add(input)) {
          waiting.add(input);
        }
      }
    }
    return found;
  }
}
