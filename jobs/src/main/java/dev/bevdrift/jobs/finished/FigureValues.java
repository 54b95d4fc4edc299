package dev.bevdrift.jobs.finished;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bevdrift.metrics.score.FigureKey;
import dev.bevdrift.metrics.score.FigureSet;
import dev.bevdrift.metrics.score.Figures;
import dev.bevdrift.metrics.score.SliceInfo;
import dev.bevdrift.metrics.score.SliceNames;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Every number of a run under its address. */
final class FigureValues {
  /** What figures.json holds of a rung in full, or what is no measurement. */
  private static final Set<String> LEFT_OUT =
      Set.of("metrics", "delta", "slices", "baseline", "kind", "id", "rewrites");

  /** Numbers that say how far a row is from its baseline: of the floor, the noise itself. */
  private static final List<String> DISTANCES = List.of("tensor_diff/", "boxes/", "shifts/");

  private final SortedMap<FigureAddress, Double> all;
  private final Figures figures;
  private final String floor;
  private final String floorOf;

  private FigureValues(
      SortedMap<FigureAddress, Double> all, Figures figures, String floor, String floorOf) {
    this.all = Collections.unmodifiableSortedMap(all);
    this.figures = figures;
    this.floor = floor;
    this.floorOf = floorOf;
  }

  static FigureValues of(JsonNode summary, JsonNode run, Figures figures) {
    TreeMap<FigureAddress, Double> all = new TreeMap<>();
    figures.sets().forEach((key, set) -> put(all, key, set));
    String floor = "";
    String floorOf = "";
    for (JsonNode rung : summary.path("rungs")) {
      String id = rung.path("id").asText();
      for (Map.Entry<String, JsonNode> member : rung.properties()) {
        if (!LEFT_OUT.contains(member.getKey())) {
          put(all, id, member.getKey(), member.getValue());
        }
      }
      JsonNode ran = run.path("rungs").path(id);
      for (Map.Entry<String, JsonNode> member : ran.properties()) {
        put(all, id, member.getKey(), member.getValue());
      }
      if (rung.path("kind").asText().equals("floor")) {
        floor = id;
        floorOf = rung.path("baseline").asText("").replaceFirst("^rung:", "");
      }
    }
    return new FigureValues(all, figures, floor, floorOf);
  }

  private static void put(Map<FigureAddress, Double> all, FigureKey key, FigureSet set) {
    String prefix = key.isDelta() ? FigureAddress.DELTA : "";
    set.values()
        .forEach(
            (name, value) ->
                all.put(new FigureAddress(key.rung(), key.slice(), prefix + name), value));
  }

  /** Numbers and nulls by their path; lists are no figures. */
  private static void put(
      Map<FigureAddress, Double> all, String rung, String path, JsonNode value) {
    if (value.isNumber()) {
      all.put(FigureAddress.ofAll(rung, path), value.doubleValue());
    } else if (value.isObject()) {
      value
          .properties()
          .forEach(member -> put(all, rung, path + "/" + member.getKey(), member.getValue()));
    }
  }

  SortedMap<FigureAddress, Double> all() {
    return all;
  }

  boolean isSmall(String rung, String slice) {
    return figures
        .of(FigureKey.of(rung, slice))
        .filter(set -> set.info().size() == SliceInfo.Size.TOO_SMALL)
        .isPresent();
  }

  double selfDifference(String slice, String figure) {
    if (floor.isEmpty()) {
      return Double.NaN;
    }
    String own =
        figure.startsWith(FigureAddress.DELTA)
            ? figure.substring(FigureAddress.DELTA.length())
            : figure;
    double difference = at(new FigureAddress(floor, slice, FigureAddress.DELTA + own));
    if (!Double.isNaN(difference) || !slice.equals(SliceNames.ALL)) {
      return difference;
    }
    double again = at(FigureAddress.ofAll(floor, figure));
    return DISTANCES.stream().anyMatch(figure::startsWith)
        ? again
        : again - at(FigureAddress.ofAll(floorOf, figure));
  }

  private double at(FigureAddress address) {
    return all.getOrDefault(address, Double.NaN);
  }
}
