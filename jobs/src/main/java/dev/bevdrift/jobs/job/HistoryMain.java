package dev.bevdrift.jobs.job;

import dev.bevdrift.jobs.history.History;
import dev.bevdrift.jobs.history.HistoryView;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code history}: how figures went from run to run. */
@Command(
    name = "history",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Shows how figures went over the runs of a history, with the runs at which they changed.",
      "bin/eval adds every run; bin/gate --history adds what the gate said; history add takes runs in."
    },
    footer = {"", "Exit codes: 0 done, 2 bad input or usage."},
    subcommands = HistoryAddMain.class)
public final class HistoryMain implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      defaultValue = "${sys:bevdrift.history:-runs/history}",
      paramLabel = "DIR",
      description = "The history. Default: runs/history in the project's folder.")
  private String folder;

  @Option(
      names = "--figures",
      split = ",",
      paramLabel = "NAME",
      description = "Figures of the table; * stands for any text. Default: ${DEFAULT-VALUE}.")
  private List<String> figures = new ArrayList<>(List.of("nd_score", "mean_ap"));

  @Option(
      names = "--rungs",
      split = ",",
      paramLabel = "ID",
      description = "Rungs of the table. Default: all.")
  private List<String> rungs = new ArrayList<>(List.of("*"));

  @Option(
      names = "--slices",
      split = ",",
      paramLabel = "NAME",
      description = "Boxes that are counted. Default: ${DEFAULT-VALUE}.")
  private List<String> slices = new ArrayList<>(List.of("all"));

  @Option(
      names = "--html",
      defaultValue = "",
      paramLabel = "FILE",
      description = "Also write a page with the trend of every main figure.")
  private String html;

  @Option(names = "--json", description = "Print the series as JSON instead of the table.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  /** Runs the command; {@code --help} tells its options. */
  public static void main(String[] args) {
    System.exit(CommandLines.run(new HistoryMain(), args));
  }

  @Override
  public Integer call() {
    Storage storage = SparkSettings.storage();
    Path path = new Path(folder);
    if (!storage.isFolder(path)) {
      throw new InputException(
          "Cannot read " + folder + ": there is no such folder, expected a history");
    }
    History history = History.in(storage, path);
    HistoryView view = HistoryView.of(history, figures, rungs, slices);
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? view.json() : view.text());
    if (!html.isEmpty()) {
      storage.writeText(new Path(html), HistoryView.page(history));
      if (!json) {
        out.println("page: " + html);
      }
    }
    out.flush();
    return CommandLines.OK;
  }
}
