package dev.bevdrift.jobs.job;

import dev.bevdrift.jobs.finished.FinishedRun;
import dev.bevdrift.jobs.history.History;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Option;

/**
 * Where the figures of a run are kept for good: in a history beside its folder, unless somebody
 * says otherwise.
 */
final class HistoryArguments {
  /** The history's folder, beside the run folders. */
  static final String BESIDE = "history";

  @Option(
      names = "--history",
      defaultValue = "",
      paramLabel = "DIR",
      description = "Add the run to this history. Default: the folder history beside --out.")
  private String folder;

  @Option(names = "--no-history", description = "Add the run to no history.")
  private boolean off;

  @Option(
      names = "--commit",
      defaultValue = "",
      paramLabel = "ID",
      description = "The commit that the history names with the run; bin/eval gives the one here.")
  private String commit;

  /**
   * Refuses options that contradict each other, before anything has run.
   *
   * @throws InputException naming them
   */
  void check() {
    if (off && !folder.isEmpty()) {
      throw new InputException(
          "Cannot use --history=" + folder + " with --no-history: expected one of them");
    }
  }

  /**
   * Adds a finished run.
   *
   * @return a line that says where, or why not; empty when nobody wanted it
   * @throws InputException when the history that was asked for cannot be written. One that nobody
   *     asked for spoils no run: the line says so then
   */
  String add(Storage storage, Path run, Instant now) {
    if (off) {
      return "";
    }
    Path history = folder.isEmpty() ? new Path(run.getParent(), BESIDE) : new Path(folder);
    FinishedRun finished = FinishedRun.read(storage, run);
    try {
      History.in(storage, history).append(finished, commit, "", now);
      return "history: " + history;
    } catch (UncheckedIOException unwritten) {
      if (!folder.isEmpty()) {
        throw new InputException(
            "Cannot use --history="
                + folder
                + ": "
                + unwritten.getMessage()
                + " ("
                + unwritten.getCause().getMessage()
                + "), expected a folder to write in; the run is finished, and bin/history add "
                + run
                + " --to DIR adds it elsewhere",
            unwritten);
      }
      return "NOT IN A HISTORY: "
          + unwritten.getMessage()
          + " ("
          + unwritten.getCause().getMessage()
          + "); --history DIR puts it elsewhere";
    }
  }
}
