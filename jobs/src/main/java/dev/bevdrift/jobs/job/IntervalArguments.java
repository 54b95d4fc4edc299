package dev.bevdrift.jobs.job;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.command.IntervalSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of {@code metrics} that concern intervals. */
final class IntervalArguments {
  @Option(
      names = "--intervals",
      description =
          "Also say where the figures would lie had other scenes been driven: scenes are drawn"
              + " again, those of one drive together. Writes metrics_intervals.json too.")
  private boolean wanted;

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description = "Another submission: intervals of the difference, from the same draws.")
  private Optional<Path> baseline = Optional.empty();

  @Option(
      names = "--replicates",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Number of draws. Default: ${DEFAULT-VALUE}.")
  private int replicates;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the draws. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--confidence",
      paramLabel = "P",
      defaultValue = "0.95",
      description = "Of the intervals. Default: ${DEFAULT-VALUE}.")
  private double confidence;

  /**
   * What was asked for; empty when no intervals were.
   *
   * @throws InputException if a number is out of range
   */
  Optional<IntervalSettings> settings() {
    if (!wanted && baseline.isEmpty()) {
      return Optional.empty();
    }
    baseline.ifPresent(IntervalArguments::requireFile);
    try {
      return Optional.of(new IntervalSettings(replicates, seed, confidence, baseline));
    } catch (IllegalArgumentException refused) {
      throw new InputException(refused.getMessage(), refused);
    }
  }

  /** Before anything is scored and written. */
  private static void requireFile(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InputException(
          "Cannot read --baseline " + file + ": it is not there, expected a submission");
    }
  }
}
