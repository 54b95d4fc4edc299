package dev.bevdrift.metrics.slice;

import dev.bevdrift.metrics.score.SliceNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Half-open intervals of a number: from each edge up to, but without, the next; the last has no
 * end. Immutable, thread-safe.
 */
public final class Bands {
  private final List<Double> edges;
  private final List<String> names;

  private Bands(List<Double> edges, List<String> names) {
    this.edges = edges;
    this.names = names;
  }

  /**
   * Bands of measured numbers, named {@code 0-10}, {@code 10-20}, …, {@code 50+}.
   *
   * @param edges rising
   */
  public static Bands of(List<Double> edges) {
    require(edges);
    List<String> names = new ArrayList<>();
    for (int i = 0; i + 1 < edges.size(); i++) {
      names.add(text(edges.get(i)) + "-" + text(edges.get(i + 1)));
    }
    return named(edges, names);
  }

  /**
   * Bands of whole numbers, named by their first and last: {@code 1-4}, {@code 5-19}, {@code 20+}.
   *
   * @param edges whole and rising
   */
  public static Bands ofCounts(List<Double> edges) {
    require(edges);
    List<String> names = new ArrayList<>();
    for (int i = 0; i + 1 < edges.size(); i++) {
      double last = edges.get(i + 1) - 1;
      names.add(last == edges.get(i) ? text(last) : text(edges.get(i)) + "-" + text(last));
    }
    return named(edges, names);
  }

  private static Bands named(List<Double> edges, List<String> names) {
    names.add(text(edges.get(edges.size() - 1)) + "+");
    names.add(SliceNames.UNKNOWN);
    return new Bands(List.copyOf(edges), List.copyOf(names));
  }

  private static void require(List<Double> edges) {
    boolean rising = !edges.isEmpty() && edges.get(0) >= 0;
    for (int i = 1; i < edges.size(); i++) {
      rising &= edges.get(i - 1) < edges.get(i);
    }
    if (!rising) {
      throw new IllegalArgumentException(
          "Cannot use the edges " + edges + " of bands: expected rising numbers of zero or more");
    }
  }

  private static String text(double edge) {
    return edge == Math.rint(edge)
        ? String.format(Locale.ROOT, "%.0f", edge)
        : Double.toString(edge);
  }

  /** The names in order; the last is of numbers that are NaN or below the first edge. */
  List<String> names() {
    return names;
  }

  /** The name of a number's band. */
  public String nameOf(double value) {
    return names.get(of(value));
  }

  /** The band of a number, as an index of {@link #names}. */
  int of(double value) {
    if (!(value >= edges.get(0))) {
      return names.size() - 1;
    }
    int band = 0;
    while (band + 1 < edges.size() && value >= edges.get(band + 1)) {
      band++;
    }
    return band;
  }
}
