package dev.bevdrift.udf.ladder;

import java.util.List;

/**
 * A rung's graph in two parts that together equal the whole: pictures to camera features, which
 * rungs may share, and the rest.
 *
 * @param prefix the first part's graph, then its weights; empty when there are no parts
 * @param head the second part's graph, then its weights; takes the values and those inputs of the
 *     whole graph that it still reads
 * @param values outputs of the prefix by name, inputs of the head by the same name
 */
public record GraphParts(List<LadderFile> prefix, List<LadderFile> head, List<String> values) {
  private static final GraphParts NONE = new GraphParts(List.of(), List.of(), List.of());

  public GraphParts {
    prefix = List.copyOf(prefix);
    head = List.copyOf(head);
    values = List.copyOf(values);
  }

  /** A graph that comes whole only. */
  public static GraphParts none() {
    return NONE;
  }

  /** Whether there are parts. */
  public boolean present() {
    return !prefix.isEmpty();
  }
}
