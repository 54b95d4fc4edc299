package dev.bevdrift.jobs.report;

import dev.bevdrift.metrics.score.FigureKey;
import dev.bevdrift.metrics.score.FigureSet;
import dev.bevdrift.metrics.score.Figures;
import dev.bevdrift.metrics.score.SliceNames;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The slices that reports show: of a property with many values, such as the drive, the largest.
 * Everything stands in figures.json.
 */
final class MainSlices {
  /** Slices of one property. */
  static final int MOST_PER_PROPERTY = 12;

  private final Figures figures;
  private final Map<String, List<String>> byProperty;

  private MainSlices(Figures figures, Map<String, List<String>> byProperty) {
    this.figures = figures;
    this.byProperty = byProperty;
  }

  static MainSlices of(Figures figures) {
    Map<String, Long> boxes = new TreeMap<>(SliceNames.ORDER);
    figures
        .sets()
        .forEach((key, set) -> boxes.merge(key.slice(), set.info().trueBoxes(), Math::max));
    Map<String, List<String>> byProperty = new LinkedHashMap<>();
    for (String slice : boxes.keySet()) {
      byProperty.put(SliceNames.property(slice), List.of());
    }
    byProperty.replaceAll((property, none) -> largest(property, boxes));
    return new MainSlices(figures, byProperty);
  }

  private static List<String> largest(String property, Map<String, Long> boxes) {
    List<String> all =
        boxes.keySet().stream().filter(s -> SliceNames.property(s).equals(property)).toList();
    Set<String> kept =
        new HashSet<>(
            all.stream()
                .sorted(Comparator.comparing(boxes::get, Comparator.reverseOrder()))
                .limit(MOST_PER_PROPERTY)
                .toList());
    return all.stream().filter(kept::contains).toList();
  }

  /** The properties in their order, with {@link SliceNames#ALL} first. */
  List<String> properties() {
    return List.copyOf(byProperty.keySet());
  }

  /** The slices of a property in their order. */
  List<String> of(String property) {
    return byProperty.getOrDefault(property, List.of());
  }

  /** All of them in their order. */
  List<String> all() {
    return byProperty.values().stream().flatMap(List::stream).toList();
  }

  /** A row's own figures in a slice. */
  Optional<FigureSet> own(String row, String slice) {
    return figures.of(FigureKey.of(row, slice));
  }

  /** A row's differences in a slice. */
  Optional<FigureSet> delta(String row, String slice) {
    return figures.baselines(row).stream()
        .findFirst()
        .flatMap(baseline -> figures.of(FigureKey.delta(row, baseline, slice)));
  }
}
