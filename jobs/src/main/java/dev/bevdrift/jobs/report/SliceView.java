package dev.bevdrift.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bevdrift.metrics.score.SliceNames;
import dev.bevdrift.metrics.slice.SliceSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What the templates see of slices: which of them pays for which rung. */
final class SliceView {
  private static final Map<String, String> TITLES =
      Map.of("distance", "distance, m", "speed", "speed, m/s", "points", "points in the box");

  /** Slices that a row names as the ones that pay. */
  private static final int PAYERS = 3;

  private static final String DELTA_NDS = "/delta/nd_score_present";

  private final SummaryTree summary;
  private final List<String> ids = new ArrayList<>();

  /** By rung, then slice, in the summary's order. */
  private final Map<String, Map<String, JsonNode>> slices = new LinkedHashMap<>();

  private SliceView(SummaryTree summary) {
    this.summary = summary;
    for (JsonNode row : summary.rungs()) {
      String id = row.path("id").asText();
      ids.add(id);
      Map<String, JsonNode> own = new LinkedHashMap<>();
      row.path("slices").forEach(slice -> own.put(slice.path("slice").asText(), slice));
      slices.put(id, own);
    }
  }

  /** Adds {@code slices}, one table a property, and {@code payers}, one line a rung. */
  static void into(Map<String, Object> view, SummaryTree summary) {
    SliceView slices = new SliceView(summary);
    List<Map<String, Object>> tables = summary.hasFigures() ? slices.tables() : List.of();
    view.put("hasSlices", !tables.isEmpty());
    view.put("slices", tables);
    view.put("payers", tables.isEmpty() ? List.of() : slices.payers());
    view.put("leastBoxes", SliceSettings.DEFAULTS.leastTrueBoxes());
    view.put("leastScenes", SliceSettings.DEFAULTS.leastScenes());
  }

  private Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    slices.values().forEach(own -> names.addAll(own.keySet()));
    return names;
  }

  private List<Map<String, Object>> tables() {
    Map<String, List<String>> byProperty = new LinkedHashMap<>();
    for (String name : names()) {
      byProperty.computeIfAbsent(SliceNames.property(name), any -> new ArrayList<>()).add(name);
    }
    List<Map<String, Object>> tables = new ArrayList<>();
    byProperty.forEach(
        (property, columns) -> {
          if (!property.equals(SliceNames.ALL) && columns.size() > 1) {
            tables.add(
                Map.of(
                    "property",
                    property,
                    "title",
                    TITLES.getOrDefault(property, property),
                    "columns",
                    columns.stream().map(this::column).toList(),
                    "rows",
                    ids.stream().map(id -> row(id, columns)).toList()));
          }
        });
    return tables;
  }

  /** The head of a column; its counts are those of the first rung that has it. */
  private Map<String, Object> column(String slice) {
    JsonNode first =
        slices.values().stream()
            .filter(own -> own.containsKey(slice))
            .findFirst()
            .orElseThrow()
            .get(slice);
    return Map.of(
        "value",
        SliceNames.value(slice).replace('_', ' '),
        "boxes",
        Numbers.count(first.path("true_boxes").asLong()),
        "scenes",
        first.path("scenes").asLong());
  }

  private Map<String, Object> row(String id, List<String> columns) {
    return Map.of(
        "id",
        id,
        "cells",
        Stream.concat(Stream.of(SliceNames.ALL), columns.stream())
            .map(slice -> cell(id, slice))
            .toList());
  }

  private Map<String, Object> cell(String id, String slice) {
    double delta = deltaNds(id, slice);
    JsonNode own = slices.get(id).get(slice);
    boolean small = own != null && !own.path("size").asText().equals("enough");
    return Map.of(
        "text",
        Numbers.delta(delta),
        "style",
        small ? "small" : style(delta),
        "note",
        own == null ? "" : own.path("note").asText());
  }

  private double deltaNds(String id, String slice) {
    JsonNode own = slices.get(id).get(slice);
    return own == null ? Double.NaN : SummaryTree.number(own, DELTA_NDS);
  }

  private String style(double delta) {
    double margin = SummaryTree.number(summary.root(), "/gate/harmless/nd_score");
    if (delta < -SummaryTree.number(summary.root(), "/gate/breaks/nd_score")) {
      return "breaks";
    }
    if (delta < -margin) {
      return "degrades";
    }
    return delta > margin ? "safe" : "";
  }

  /** A line a rung: the slices that are large enough and lose most, the worst first. */
  private List<Map<String, Object>> payers() {
    List<Map<String, Object>> lines = new ArrayList<>();
    for (String id : ids) {
      List<Map<String, String>> worst =
          slices.get(id).keySet().stream()
              .filter(slice -> !slice.equals(SliceNames.ALL))
              .filter(slice -> slices.get(id).get(slice).path("size").asText().equals("enough"))
              .filter(slice -> Numbers.isShownLoss(deltaNds(id, slice)))
              .sorted(Comparator.comparingDouble(slice -> deltaNds(id, slice)))
              .limit(PAYERS)
              .map(slice -> Map.of("slice", slice, "nds", Numbers.delta(deltaNds(id, slice))))
              .toList();
      lines.add(
          Map.of("id", id, "all", Numbers.delta(deltaNds(id, SliceNames.ALL)), "slices", worst));
    }
    return lines;
  }
}
