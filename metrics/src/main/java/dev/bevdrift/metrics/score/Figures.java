package dev.bevdrift.metrics.score;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Every figure of a run: figure by slice by rung, own or as a difference, with counts and, where
 * there are any, intervals. What summaries, gates, histories and reports read.
 *
 * <p>Immutable, thread-safe. Parts made anywhere, in any order, {@link #merge} to the same whole;
 * {@link FiguresJson} writes it.
 */
public final class Figures {
  private static final Figures NONE = new Figures(new TreeMap<>());

  private final SortedMap<FigureKey, FigureSet> sets;

  private Figures(SortedMap<FigureKey, FigureSet> sets) {
    this.sets = Collections.unmodifiableSortedMap(sets);
  }

  /** No figure. */
  public static Figures none() {
    return NONE;
  }

  /** The figures under one key. */
  public static Figures of(FigureKey key, FigureSet set) {
    return of(Map.of(key, set));
  }

  /** The figures under some keys. */
  public static Figures of(Map<FigureKey, FigureSet> sets) {
    return new Figures(new TreeMap<>(sets));
  }

  /**
   * Both together.
   *
   * @throws IllegalArgumentException if both have a key with different figures
   */
  public Figures merge(Figures other) {
    TreeMap<FigureKey, FigureSet> both = new TreeMap<>(sets);
    other.sets.forEach(
        (key, set) -> {
          FigureSet known = both.putIfAbsent(key, set);
          if (known != null && !known.equals(set)) {
            throw new IllegalArgumentException(
                "Cannot merge figures: " + key + " is there with others, expected each once");
          }
        });
    return new Figures(both);
  }

  /** These figures, those under one key replaced or added. */
  public Figures with(FigureKey key, FigureSet set) {
    TreeMap<FigureKey, FigureSet> changed = new TreeMap<>(sets);
    changed.put(key, set);
    return new Figures(changed);
  }

  /**
   * A rung's own figures less a baseline's own, for every slice that both have.
   *
   * @param baselines the figures that hold the baseline: others than these where it was measured on
   *     other frames
   */
  public Figures minus(String rung, Figures baselines, String baseline) {
    TreeMap<FigureKey, FigureSet> delta = new TreeMap<>();
    for (String slice : slices(rung)) {
      baselines
          .of(FigureKey.of(baseline, slice))
          .ifPresent(
              base ->
                  delta.put(
                      FigureKey.delta(rung, baseline, slice),
                      sets.get(FigureKey.of(rung, slice)).minus(base)));
    }
    return new Figures(delta);
  }

  /** All, in the order of rungs, baselines and slices. */
  public SortedMap<FigureKey, FigureSet> sets() {
    return sets;
  }

  /** The figures under a key. */
  public Optional<FigureSet> of(FigureKey key) {
    return Optional.ofNullable(sets.get(key));
  }

  /** One figure; NaN when it is undefined or was not measured. */
  public double value(FigureKey key, String name) {
    return of(key).map(set -> set.value(name)).orElse(Double.NaN);
  }

  /** The slices in which a rung has figures of its own, in their order. */
  public List<String> slices(String rung) {
    return sets.keySet().stream()
        .filter(key -> key.rung().equals(rung) && !key.isDelta())
        .map(FigureKey::slice)
        .toList();
  }

  /** What was subtracted from a rung, in the order of names. */
  public List<String> baselines(String rung) {
    return sets.keySet().stream()
        .filter(key -> key.rung().equals(rung) && key.isDelta())
        .map(FigureKey::baseline)
        .distinct()
        .toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Figures that && sets.equals(that.sets);
  }

  @Override
  public int hashCode() {
    return sets.hashCode();
  }

  @Override
  public String toString() {
    return sets.toString();
  }
}
