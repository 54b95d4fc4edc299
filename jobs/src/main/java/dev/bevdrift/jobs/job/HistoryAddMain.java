package dev.bevdrift.jobs.job;

import dev.bevdrift.jobs.finished.FinishedRun;
import dev.bevdrift.jobs.history.History;
import dev.bevdrift.jobs.table.Storage;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code history add}: takes finished runs in. */
@Command(
    name = "add",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = "Adds finished runs to a history; a run that is there already counts once.")
final class HistoryAddMain implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "RUN", description = "Run folders.")
  private List<String> runs;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR",
      description = "The history; it may be absent.")
  private String folder;

  @Option(
      names = "--commit",
      defaultValue = "",
      paramLabel = "ID",
      description = "The commit that is named with the runs.")
  private String commit;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  @Override
  public Integer call() {
    Storage storage = SparkSettings.storage();
    List<FinishedRun> read =
        runs.stream().map(run -> FinishedRun.read(storage, new Path(run))).toList();
    History history = History.in(storage, new Path(folder));
    PrintWriter out = spec.commandLine().getOut();
    for (FinishedRun run : read) {
      int rows = history.append(run, commit, "", Instant.now());
      out.printf("%s: %d figures added%n", run.name(), rows);
    }
    out.flush();
    return CommandLines.OK;
  }
}
