package dev.bevdrift.jobs.job;

import dev.bevdrift.metrics.box.TruthFacts;
import dev.bevdrift.metrics.command.Drawing;
import dev.bevdrift.metrics.command.IntervalSettings;
import dev.bevdrift.metrics.command.IntervalsCommand;
import dev.bevdrift.metrics.command.IntervalsJson;
import dev.bevdrift.metrics.command.IntervalsResult;
import dev.bevdrift.metrics.command.MetricsResult;
import dev.bevdrift.metrics.command.SliceIntervals;
import dev.bevdrift.metrics.score.DetailsJson;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.metrics.score.Figures;
import dev.bevdrift.metrics.score.NanStyle;
import dev.bevdrift.metrics.score.SummaryJson;
import dev.bevdrift.metrics.slice.SliceSettings;
import dev.bevdrift.metrics.slice.SlicedFigures;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** What the command {@code metrics} prints of a score, and writes beside the devkit's two files. */
final class MetricsReport {
  private final PrintWriter console;
  private final DetectionConfig config;
  private final NanStyle nan;
  private final AnalysisArguments analysis;
  private final SliceSettings slices;
  private final Optional<IntervalSettings> drawn;

  private MetricsReport(
      PrintWriter console,
      DetectionConfig config,
      NanStyle nan,
      AnalysisArguments analysis,
      Optional<IntervalSettings> drawn) {
    this.console = console;
    this.config = config;
    this.nan = nan;
    this.analysis = analysis;
    this.slices = analysis.settings();
    this.drawn = drawn;
  }

  /**
   * Prepares reports.
   *
   * @throws dev.bevdrift.metrics.InputException if an option can't be used; nothing is read yet
   */
  static MetricsReport to(
      PrintWriter console,
      DetectionConfig config,
      NanStyle nan,
      AnalysisArguments analysis,
      IntervalArguments intervals) {
    return new MetricsReport(console, config, nan, analysis, intervals.settings());
  }

  /** Whether anything is asked for that needs the boxes. */
  boolean needsBoxes() {
    return analysis.wanted() || drawn.isPresent();
  }

  /** Prints the figures, and where the devkit's files are. */
  void figures(MetricsResult result, Path folder, String timings) {
    console.print(MetricsTable.text(result));
    console.print(timings);
    console.println(
        System.lineSeparator()
            + "Wrote "
            + folder.resolve(SummaryJson.NAME)
            + " and "
            + folder.resolve(DetailsJson.NAME));
    console.flush();
  }

  /**
   * Slices, outcomes, confusion and intervals, as asked for.
   *
   * @param facts about the true boxes; asked for only if needed
   * @param drawing what is drawn again; asked for only if needed
   */
  void further(
      MetricsResult result, Path folder, Supplier<TruthFacts> facts, Supplier<Drawing> drawing) {
    Optional<Drawing> again = drawn.map(settings -> drawing.get());
    analysis.write(folder, config, result, facts, found -> sliced(result, found, again), console);
    drawn.ifPresent(
        settings -> {
          IntervalsResult found = IntervalsCommand.run(result, again.orElseThrow(), settings);
          Path file = folder.resolve(IntervalsJson.NAME);
          IntervalsJson.write(file, found, nan);
          console.print(IntervalsTable.text(found));
          console.println("Wrote " + file);
        });
    console.flush();
  }

  private Figures sliced(MetricsResult result, TruthFacts facts, Optional<Drawing> again) {
    String rung = AnalysisArguments.RUNG;
    return drawn
        .map(
            settings ->
                SliceIntervals.of(rung, result, facts, slices, again.orElseThrow(), settings))
        .orElseGet(
            () ->
                SlicedFigures.of(
                    rung, result.score(), result.truth(), result.predictions(), facts, slices));
  }
}
