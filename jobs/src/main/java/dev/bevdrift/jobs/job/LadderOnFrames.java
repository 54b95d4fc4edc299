package dev.bevdrift.jobs.job;

import dev.bevdrift.jobs.stage.FramePair;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A ladder and the frames that its graphs are run on, as the commands of {@code ladder} ask. */
final class LadderOnFrames {
  @Parameters(paramLabel = "DIR", description = "The folder with ladder.yaml.")
  private Path folder;

  @Option(
      names = "--frames",
      required = true,
      paramLabel = "DIR",
      description = "Frames as bin/ingest writes them.")
  private String frames;

  @Option(
      names = "--scene",
      paramLabel = "NAME",
      description = {
        "Whose second and third frame, where no reference says which; the last scene of the index",
        "if not given, since ladders are traced on the first."
      })
  private Optional<String> scene = Optional.empty();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  Path folder() {
    return folder;
  }

  String frames() {
    return frames;
  }

  Ladder ladder() {
    return Ladder.open(folder);
  }

  /** The second and third frame of the scene. */
  List<Frame> pair() {
    return FramePair.of(Storage.local(), new org.apache.hadoop.fs.Path(frames), scene);
  }

  /**
   * The rung that others are held against.
   *
   * @throws InputException when the ladder has no such graph
   */
  static GraphRung baseline(Ladder ladder, String id) {
    if (ladder.rung(id).orElse(null) instanceof GraphRung graph) {
      return graph;
    }
    throw new InputException(
        "Cannot use --baseline=" + id + ": the ladder has no such graph, expected one");
  }
}
