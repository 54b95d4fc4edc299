package dev.bevdrift.jobs.report;

import dev.bevdrift.metrics.score.FigureSet;
import dev.bevdrift.metrics.score.SliceInfo;
import dev.bevdrift.metrics.score.SliceNames;
import dev.bevdrift.metrics.slice.SliceSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the templates see of slices: which of them pays for which rung. */
final class SliceView {
  private static final Map<String, String> TITLES =
      Map.of("distance", "distance, m", "speed", "speed, m/s", "points", "points in the box");

  private final Summary summary;
  private final MainSlices slices;
  private final List<RungRow> rows;

  private SliceView(Summary summary, MainSlices slices) {
    this.summary = summary;
    this.slices = slices;
    this.rows = summary.rows().stream().filter(row -> row.kind() == RungRow.Kind.RUNG).toList();
  }

  /** Adds {@code slices}, one table a property, and {@code payers}, one line a rung. */
  static void into(Map<String, Object> view, Summary summary) {
    SliceView slices = new SliceView(summary, MainSlices.of(summary.figures()));
    List<Map<String, Object>> tables = summary.hasFigures() ? slices.tables() : List.of();
    view.put("hasSlices", !tables.isEmpty());
    view.put("slices", tables);
    view.put("payers", tables.isEmpty() ? List.of() : slices.payers());
    view.put("leastBoxes", SliceSettings.DEFAULTS.leastTrueBoxes());
    view.put("leastScenes", SliceSettings.DEFAULTS.leastScenes());
  }

  private List<Map<String, Object>> tables() {
    List<Map<String, Object>> tables = new ArrayList<>();
    for (String property : slices.properties()) {
      List<String> columns = slices.of(property);
      if (property.equals(SliceNames.ALL) || columns.size() < 2 || rows.isEmpty()) {
        continue;
      }
      Map<String, Object> table = new LinkedHashMap<>();
      table.put("property", property);
      table.put("title", TITLES.getOrDefault(property, property));
      table.put("columns", columns.stream().map(this::column).toList());
      table.put("rows", rows.stream().map(row -> row(row, columns)).toList());
      tables.add(table);
    }
    return tables;
  }

  /** The head of a column; its counts are those of the first rung that has it. */
  private Map<String, Object> column(String slice) {
    Optional<SliceInfo> info =
        rows.stream()
            .flatMap(row -> slices.own(row.id(), slice).stream())
            .map(FigureSet::info)
            .findFirst();
    return Map.of(
        "value",
        SliceNames.value(slice).replace('_', ' '),
        "boxes",
        info.map(i -> String.format(Locale.ROOT, "%,d", i.trueBoxes())).orElse(Numbers.DASH),
        "scenes",
        info.map(SliceInfo::scenes).orElse(0L));
  }

  private Map<String, Object> row(RungRow row, List<String> columns) {
    return Map.of(
        "id",
        row.id(),
        "cells",
        Stream.concat(Stream.of(SliceNames.ALL), columns.stream())
            .map(slice -> cell(row, slice))
            .toList());
  }

  private Map<String, Object> cell(RungRow row, String slice) {
    double delta = slices.deltaNds(row.id(), slice);
    String note = slices.own(row.id(), slice).map(set -> set.info().note()).orElse("");
    boolean small =
        slices
            .own(row.id(), slice)
            .filter(set -> set.info().size() == SliceInfo.Size.TOO_SMALL)
            .isPresent();
    return Map.of(
        "text", Numbers.delta(delta), "style", small ? "small" : style(delta), "note", note);
  }

  private String style(double delta) {
    if (delta < -summary.gate().breaksNds()) {
      return "breaks";
    }
    if (delta < -summary.gate().marginNds()) {
      return "degrades";
    }
    return delta > summary.gate().marginNds() ? "safe" : "";
  }

  private List<Map<String, Object>> payers() {
    return rows.stream()
        .map(
            row ->
                Map.<String, Object>of(
                    "id",
                    row.id(),
                    "all",
                    Numbers.delta(slices.deltaNds(row.id(), SliceNames.ALL)),
                    "slices",
                    slices.payers(row.id()).stream()
                        .map(
                            slice ->
                                Map.of(
                                    "slice",
                                    slice,
                                    "nds",
                                    Numbers.delta(slices.deltaNds(row.id(), slice))))
                        .toList()))
        .toList();
  }
}
