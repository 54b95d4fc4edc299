package dev.bevdrift.jobs.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.finished.FinishedRun;
import dev.bevdrift.jobs.listing.RunList;
import dev.bevdrift.jobs.listing.SideBySide;
import dev.bevdrift.jobs.report.ConsoleTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code show}: finished runs, printed again. */
@Command(
    name = "show",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Lists the runs under a folder, prints the table of a run again, or shows several runs side",
      "by side: of other models, other data, other nights."
    },
    footer = {"", "Exit codes: 0 done, 2 bad input or usage."})
public final class ShowMain implements Callable<Integer> {
  private static final Map<String, String> STYLES =
      Map.of(
          "exact", "green",
          "harmless", "green",
          "can't tell", "blue",
          "degrades", "yellow",
          "breaks", "bold,red",
          "not exportable", "faint");

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "DIR",
      description = "A run, several runs, or a folder with runs in it.")
  private List<String> folders = new ArrayList<>();

  @Option(
      names = "--json",
      description = "Print JSON: a list of runs, a run's summary.json, or several of them.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  /** Runs the command; {@code --help} tells its options. */
  public static void main(String[] args) {
    System.exit(CommandLines.run(new ShowMain(), args));
  }

  @Override
  public Integer call() {
    Storage storage = SparkSettings.storage();
    PrintWriter out = spec.commandLine().getOut();
    Path first = new Path(folders.get(0));
    if (folders.size() == 1 && !storage.exists(new Path(first, "run.json"))) {
      out.print(list(storage, first));
    } else {
      List<FinishedRun> runs =
          folders.stream().map(name -> FinishedRun.read(storage, new Path(name))).toList();
      out.print(runs.size() == 1 ? one(runs.get(0)) : several(runs));
    }
    out.flush();
    return CommandLines.OK;
  }

  private String list(Storage storage, Path folder) {
    if (!storage.isFolder(folder)) {
      throw new InputException(
          "Cannot read " + folder + ": there is no such folder, expected a run or runs");
    }
    RunList runs = RunList.under(storage, folder);
    if (runs.isEmpty() && !json) {
      return "No run lies under " + folder + ".\n";
    }
    return json ? runs.json() : runs.text();
  }

  private String one(FinishedRun run) {
    return json
        ? run.summary().toPrettyString() + "\n"
        : ConsoleTable.text(run.summary(), ShowMain::coloured) + EvalNotes.text(run.summary());
  }

  private String several(List<FinishedRun> runs) {
    if (!json) {
      return SideBySide.text(runs);
    }
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("schema_version", 1);
    ArrayNode array = node.putArray("runs");
    runs.forEach(run -> array.addObject().put("run", run.name()).set("summary", run.summary()));
    return node.toPrettyString() + "\n";
  }

  private static String coloured(String verdict) {
    String style = STYLES.get(verdict);
    return style == null ? verdict : Ansi.AUTO.string("@|" + style + " " + verdict + "|@");
  }
}
