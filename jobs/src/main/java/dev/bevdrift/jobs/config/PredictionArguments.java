package dev.bevdrift.jobs.config;

import dev.bevdrift.metrics.InputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What the command {@code metrics} scores: a submission, or a rung of a run. */
public final class PredictionArguments {
  @Option(
      names = "--results",
      paramLabel = "FILE",
      description =
          "The submission: results_nusc.json. May be given several times against tables, which are"
              + " read once then, and each submission gets a folder of its own in --out, named after"
              + " its file, or its folder where the files are named alike.")
  private List<Path> results = List.of();

  @Option(
      names = "--predictions",
      paramLabel = "DIR",
      description =
          "Instead: the predictions folder of a run, whose --rung is scored against --frames. The"
              + " ranges are those of --config, not the ladder's.")
  private Optional<String> predictions = Optional.empty();

  @Option(names = "--rung", paramLabel = "ID", description = "Which rung of --predictions.")
  private Optional<String> rung = Optional.empty();

  /**
   * The submissions; empty when a rung is scored.
   *
   * @throws InputException if not exactly one of both is named, or no rung with the predictions
   */
  public List<Path> results() {
    if (results.isEmpty() == predictions.isEmpty()) {
      throw new InputException(
          "Cannot score "
              + (predictions.isPresent() ? "--results and --predictions" : "nothing")
              + ": expected one of --results and --predictions");
    }
    if (predictions.isPresent() != rung.isPresent()) {
      throw new InputException(
          predictions.isPresent()
              ? "Cannot score --predictions=" + predictions.get() + ": expected its --rung"
              : "Cannot use --rung=" + rung.get() + ": expected --predictions with it");
    }
    return List.copyOf(results);
  }

  /** The folder of the predictions, where {@link #results} is empty. */
  public String predictions() {
    return predictions.orElseThrow();
  }

  /** The rung, where {@link #results} is empty. */
  public String rung() {
    return rung.orElseThrow();
  }
}
