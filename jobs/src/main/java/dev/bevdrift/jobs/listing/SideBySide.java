package dev.bevdrift.jobs.listing;

import dev.bevdrift.jobs.finished.FigureAddress;
import dev.bevdrift.jobs.finished.FinishedRun;
import dev.bevdrift.jobs.finished.RungFacts;
import dev.bevdrift.jobs.listing.TextTable.Side;
import dev.bevdrift.metrics.score.FigureNames;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Several runs in one table: of other models, other data, or other nights. */
public final class SideBySide {
  private static final double LEAST_SHOWN = 0.00005;
  private static final List<String> HEAD = List.of("mAP", "NDS", "dNDS", "verdict");

  private SideBySide() {}

  /** The runs by number, then a line a rung with the columns of each run. */
  public static String text(List<FinishedRun> runs) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < runs.size(); i++) {
      FinishedRun run = runs.get(i);
      out.append(
          String.format(
              Locale.ROOT,
              "[%d] %s: %s on %s, %d frames%n",
              i + 1,
              run.name(),
              run.model("name"),
              run.dataText(),
              run.summary().path("ran").path("frames").asInt()));
    }
    List<String> differences = differences(runs);
    if (!differences.isEmpty()) {
      out.append("not the same in all: ").append(String.join(", ", differences)).append('\n');
    }
    return out + table(runs);
  }

  private static String table(List<FinishedRun> runs) {
    List<Side> sides = new ArrayList<>(List.of(Side.LEFT));
    List<String> head = new ArrayList<>(List.of("rung"));
    for (int i = 0; i < runs.size(); i++) {
      String number = "[" + (i + 1) + "] ";
      HEAD.forEach(name -> head.add((name.equals(HEAD.get(0)) ? number : "") + name));
      sides.addAll(List.of(Side.RIGHT, Side.RIGHT, Side.RIGHT, Side.LEFT));
    }
    TextTable table = TextTable.of(sides);
    table.add(head);
    Set<String> rungs = new LinkedHashSet<>();
    runs.forEach(run -> run.rungs().forEach(rung -> rungs.add(rung.id())));
    for (String rung : rungs) {
      List<String> cells = new ArrayList<>(List.of(rung));
      runs.forEach(run -> cells.addAll(cells(run, rung)));
      table.add(cells);
    }
    return table.text();
  }

  private static List<String> cells(FinishedRun run, String id) {
    Optional<RungFacts> rung = run.rung(id);
    if (rung.isEmpty()) {
      return List.of("", "", "", "not in it");
    }
    return List.of(
        figure(run.value(FigureAddress.ofAll(id, FigureNames.MEAN_AP))),
        figure(run.value(FigureAddress.ofAll(id, FigureNames.ND_SCORE))),
        delta(run.value(FigureAddress.ofAll(id, FigureAddress.DELTA + FigureNames.ND_SCORE))),
        rung.get().isNotExportable() ? "not exportable" : rung.get().verdict());
  }

  private static String figure(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.4f", value);
  }

  private static String delta(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    return value == 0
        ? "0"
        : Math.abs(value) < LEAST_SHOWN ? "~0" : String.format(Locale.ROOT, "%+.4f", value);
  }

  /** Names of what is not the same in all runs: the checkpoint, or a condition such as the data. */
  public static List<String> differences(List<FinishedRun> runs) {
    FinishedRun first = runs.get(0);
    Set<String> names = new LinkedHashSet<>();
    for (FinishedRun run : runs) {
      if (!run.model("checkpoint_sha256").equals(first.model("checkpoint_sha256"))) {
        names.add("checkpoint");
      }
      run.conditions()
          .differencesOf(first.conditions(), List.of())
          .forEach(text -> names.add(text.substring(0, text.indexOf(' '))));
    }
    return List.copyOf(names);
  }
}
