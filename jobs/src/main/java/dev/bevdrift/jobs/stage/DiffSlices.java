package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.report.BoxSliceTotals;
import dev.bevdrift.jobs.table.IndexRow;
import dev.bevdrift.jobs.verdict.BoxTotals;
import dev.bevdrift.metrics.box.SceneFacts;
import dev.bevdrift.metrics.score.SliceNames;
import dev.bevdrift.metrics.slice.SliceProperties;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A rung's boxes by slice, added scene by scene: by what the scenes are, and by what the boxes are.
 * Needs no true boxes. Not thread-safe.
 */
final class DiffSlices {
  /** Slices shown of each property: those whose boxes changed most. */
  private static final int SHOWN = 12;

  private final Map<String, TreeMap<String, BoxTotals>> byProperty = new LinkedHashMap<>();

  /** The slices of a scene: light, weather, location, vehicle, log and the scene itself. */
  static List<String> ofScene(IndexRow scene) {
    SceneFacts facts =
        new SceneFacts(scene.location(), scene.vehicle(), scene.log(), scene.description());
    return List.of(
        SliceNames.of(SliceProperties.LIGHT, SliceProperties.light(facts)),
        SliceNames.of(SliceProperties.WEATHER, SliceProperties.weather(facts)),
        SliceNames.of("location", known(scene.location())),
        SliceNames.of("vehicle", known(scene.vehicle())),
        SliceNames.of("log", known(scene.log())),
        SliceNames.of("scene", scene.sceneName()));
  }

  private static String known(String value) {
    return value.isBlank() ? SliceNames.UNKNOWN : value;
  }

  void add(String slice, BoxTotals boxes) {
    byProperty
        .computeIfAbsent(SliceNames.property(slice), ignored -> new TreeMap<>())
        .merge(slice, boxes, BoxTotals::plus);
  }

  /** By property, then slice; of a property with many slices those that changed most. */
  List<BoxSliceTotals> shown() {
    List<BoxSliceTotals> shown = new ArrayList<>();
    for (TreeMap<String, BoxTotals> slices : byProperty.values()) {
      List<BoxSliceTotals> all = new ArrayList<>();
      slices.forEach((slice, boxes) -> all.add(new BoxSliceTotals(slice, boxes)));
      all.sort(Comparator.comparingLong(BoxSliceTotals::changed).reversed());
      List<BoxSliceTotals> most = new ArrayList<>(all.subList(0, Math.min(SHOWN, all.size())));
      most.sort(Comparator.comparing(BoxSliceTotals::slice));
      shown.addAll(most);
    }
    return shown;
  }
}
