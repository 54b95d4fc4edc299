package dev.bevdrift.jobs.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bevdrift.jobs.finished.FinishedRun;
import dev.bevdrift.jobs.report.ReportFiles;
import dev.bevdrift.jobs.report.SeveralPage;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code report}: the page of a finished run once more, or of several side by side. */
@Command(
    name = "report",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Makes report.html of a finished run again from the files in its folder, such as after",
      "findings were added. Nothing else of the run is touched. Of several runs, such as of other",
      "models, it makes one page with all of them side by side."
    },
    footer = {"", "Exit codes: 0 written, 2 bad input or usage."})
public final class ReportMain implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "RUN", description = "A run's folder, or several.")
  private List<String> runs = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "The page. Default: report.html in the run's folder; of several side-by-side.html beside"
              + " the first.")
  private String out = "";

  @Option(
      names = "--frames",
      paramLabel = "DIR",
      description = "Frames with the pictures; without it, where run.json says that they were.")
  private String frames = "";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  /** Runs the command; {@code --help} tells its options. */
  public static void main(String[] args) {
    System.exit(CommandLines.run(new ReportMain(), args));
  }

  @Override
  public Integer call() {
    Storage storage = Storage.local();
    Path root = new Path(runs.get(0));
    Path page =
        !out.isEmpty()
            ? new Path(out)
            : runs.size() == 1
                ? new Path(root, "report.html")
                : new Path(root.getParent(), "side-by-side.html");
    storage.writeText(page, runs.size() == 1 ? one(storage, root) : several(storage));
    spec.commandLine().getOut().printf("Wrote %s%n", page);
    return CommandLines.OK;
  }

  private String one(Storage storage, Path root) {
    JsonNode summary = json(storage, new Path(root, "summary.json"));
    return ReportFiles.html(storage, root, framesOf(storage, root), summary);
  }

  private String several(Storage storage) {
    return SeveralPage.html(
        runs.stream().map(run -> FinishedRun.read(storage, new Path(run))).toList());
  }

  private Path framesOf(Storage storage, Path root) {
    if (!frames.isEmpty()) {
      return new Path(frames);
    }
    Path file = new Path(root, "run.json");
    String noted =
        storage.exists(file) ? json(storage, file).at("/settings/frames").asText("") : "";
    return new Path(noted.isEmpty() ? new Path(root, "frames").toString() : noted);
  }

  private static JsonNode json(Storage storage, Path file) {
    try {
      return new ObjectMapper().readTree(storage.readBytes(file));
    } catch (IOException malformed) {
      throw new InputException(
          "Cannot read " + file + ": it is no JSON, expected a finished run's", malformed);
    }
  }
}
