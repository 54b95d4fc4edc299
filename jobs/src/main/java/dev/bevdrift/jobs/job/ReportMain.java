package dev.bevdrift.jobs.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bevdrift.jobs.report.ReportFiles;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code report}: the page of a finished run once more, from its folder. */
@Command(
    name = "report",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Makes report.html of a finished run again from the files in its folder, such as after",
      "findings were added. Nothing else of the run is touched."
    },
    footer = {"", "Exit codes: 0 written, 2 bad input or usage."})
public final class ReportMain implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "The run's folder.")
  private String run = "";

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
    Path root = new Path(run);
    JsonNode summary = json(storage, new Path(root, "summary.json"));
    Path page = new Path(root, "report.html");
    String html = ReportFiles.html(storage, root, framesOf(storage, root), summary);
    storage.writeText(page, html);
    spec.commandLine().getOut().printf("Wrote %s%n", page);
    return CommandLines.OK;
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
