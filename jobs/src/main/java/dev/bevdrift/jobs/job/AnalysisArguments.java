package dev.bevdrift.jobs.job;

import dev.bevdrift.jobs.table.OutcomesTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.TruthFacts;
import dev.bevdrift.metrics.command.MetricsResult;
import dev.bevdrift.metrics.outcome.ConfusionTable;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.metrics.score.Figures;
import dev.bevdrift.metrics.score.FiguresJson;
import dev.bevdrift.metrics.slice.SliceSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The options of the command metrics that look into the figures, and what they write. */
final class AnalysisArguments {
  /** What figures.json calls a submission. */
  static final String RUNG = "submission";

  static final String SLICES = "metrics_slices.json";
  static final String CONFUSION = "metrics_confusion.json";
  private static final String PARQUET = ".parquet";

  @Option(
      names = "--slices",
      description =
          "Also by distance, class, visibility, points, speed, light, weather, location, vehicle"
              + " and drive: prints them and writes "
              + SLICES
              + ".")
  private boolean slices;

  @Option(
      names = "--distance-bands",
      split = ",",
      paramLabel = "M",
      description = "Where the slices by distance begin, metres. Default: 0,10,20,30,40,50.")
  private List<Double> distanceBands = List.of();

  @Option(
      names = "--confusion",
      arity = "0..1",
      fallbackValue = "0.1",
      paramLabel = "SCORE",
      description =
          "Which class is taken for which, of predictions with at least this score (0.1 unless"
              + " given): prints it and writes "
              + CONFUSION
              + ".")
  private Optional<Double> confusion = Optional.empty();

  @Option(
      names = "--outcomes",
      paramLabel = "FILE|DIR",
      description =
          "What became of each box (TP, FP, FN, its match, errors) as Parquet: a file named"
              + " *.parquet, or outcomes.parquet in a folder.")
  private Optional<Path> outcomes = Optional.empty();

  /**
   * The bands and limits of the slices.
   *
   * @throws InputException if they can't be used; called before anything is read
   */
  SliceSettings settings() {
    if (distanceBands.isEmpty()) {
      return SliceSettings.DEFAULTS;
    }
    if (!slices) {
      throw new InputException(
          "Cannot use --distance-bands=" + distanceBands + " alone: expected --slices beside it");
    }
    for (int i = 0; i < distanceBands.size(); i++) {
      if (!(distanceBands.get(i) >= 0)
          || (i > 0 && !(distanceBands.get(i - 1) < distanceBands.get(i)))) {
        throw new InputException(
            "Cannot use --distance-bands="
                + distanceBands
                + ": expected rising metres of zero or more");
      }
    }
    return SliceSettings.DEFAULTS.withDistanceEdgesM(distanceBands);
  }

  /** Whether anything was asked for. */
  boolean wanted() {
    return slices || confusion.isPresent() || outcomes.isPresent();
  }

  /**
   * Writes and prints what was asked for.
   *
   * @param folder where the files go
   * @param facts about the true boxes; asked for only if needed
   * @param sliced the figures of every slice; asked for only if needed
   */
  void write(
      Path folder,
      DetectionConfig config,
      MetricsResult result,
      Supplier<TruthFacts> facts,
      Function<TruthFacts, Figures> sliced,
      PrintWriter out) {
    if (slices || outcomes.isPresent()) {
      TruthFacts found = facts.get();
      if (slices) {
        slices(folder, sliced.apply(found), out);
      }
      outcomes.ifPresent(place -> outcomes(place, result, found, out));
    }
    confusion.ifPresent(
        minScore -> {
          ConfusionTable table =
              ConfusionTable.of(config, result.truth(), result.predictions(), minScore);
          out.print(System.lineSeparator() + ConfusionText.text(table));
          Path file = folder.resolve(CONFUSION);
          ConfusionText.write(file, table);
          out.println("Wrote " + file);
        });
  }

  private static void slices(Path folder, Figures figures, PrintWriter out) {
    Path file = folder.resolve(SLICES);
    FiguresJson.write(file, figures);
    out.print(System.lineSeparator() + SlicesText.text(RUNG, figures));
    out.println("Wrote " + file);
  }

  private static void outcomes(
      Path place, MetricsResult result, TruthFacts facts, PrintWriter out) {
    Path file =
        place.getFileName().toString().endsWith(PARQUET)
            ? place
            : place.resolve("outcomes" + PARQUET);
    long rows =
        OutcomesTable.write(
            Storage.local(),
            new org.apache.hadoop.fs.Path(file.toAbsolutePath().toUri()),
            RUNG,
            result.score(),
            result.truth(),
            result.predictions(),
            facts);
    out.println("Wrote " + rows + " boxes to " + file);
  }
}
