package dev.bevdrift.jobs.job;

import dev.bevdrift.jobs.ingest.Ingest;
import dev.bevdrift.jobs.ingest.IngestRequest;
import dev.bevdrift.jobs.ingest.IngestRequest.Existing;
import dev.bevdrift.jobs.ingest.IngestRequest.Faults;
import dev.bevdrift.jobs.ingest.IngestSettings;
import dev.bevdrift.jobs.ingest.IngestSettings.CanBusMode;
import dev.bevdrift.jobs.ingest.IngestSettings.Images;
import dev.bevdrift.jobs.table.DatasetInfo;
import dev.bevdrift.jobs.table.DatasetInfo.LeftOut;
import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code ingest}: a nuScenes data set becomes a folder of frames. */
@Command(
    name = "ingest",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "nuScenes tables, pictures and CAN bus to frames: one Parquet file a scene.",
      "Keyframes that lack a picture are left out; it says how many, and why."
    },
    footer = {
      "",
      "A finished folder of the same inputs is kept, an unfinished one is resumed.",
      "Exit codes: 0 done, 2 bad input or usage, 4 incomplete."
    })
public final class IngestMain implements Callable<Integer> {
  private static final int MOST_LINES = 40;

  @Spec private CommandSpec spec;

  @Option(
      names = "--dataroot",
      required = true,
      paramLabel = "DIR",
      description = "The nuScenes folder, with samples/ and maybe can_bus/ in it.")
  private String dataroot;

  @Option(
      names = "--version",
      required = true,
      paramLabel = "NAME",
      description = "The tables' folder in it: v1.0-mini, v1.0-trainval, …")
  private String version;

  @Option(
      names = "--split",
      required = true,
      paramLabel = "NAME",
      description = "A split of <version>/splits.json, or of nuScenes: mini_val, val, …")
  private String split;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the frames go.")
  private String out;

  @Option(
      names = "--scenes",
      split = ",",
      paramLabel = "NAME",
      description = "Only these scenes of the split.")
  private List<String> scenes = new ArrayList<>();

  @Option(
      names = "--can-bus",
      defaultValue = "original",
      paramLabel = "MODE",
      description =
          "original: signals as the original pipeline makes them, with the messages of can_bus/"
              + " where a scene has them; correct: with the true quaternion, for models trained"
              + " with it; none: the pose only. Default: ${DEFAULT-VALUE}.")
  private CanBusMode canBus;

  @Option(
      names = "--images",
      defaultValue = "embed",
      paramLabel = "WHERE",
      description =
          "embed: pictures in the frames; reference: their addresses and hashes, the pictures stay"
              + " where they are. Default: ${DEFAULT-VALUE}.")
  private Images images;

  @Option(
      names = "--max-sequence",
      defaultValue = "1000",
      paramLabel = "N",
      description = "Cut longer scenes into files of N frames. Default: ${DEFAULT-VALUE}.")
  private int maxSequence;

  @Option(
      names = "--partitions",
      defaultValue = "0",
      paramLabel = "N",
      description = "Spark tasks, 0 for one a scene; never changes a byte of the frames.")
  private int partitions;

  @Option(names = "--overwrite", description = "Remove the frames that are in --out first.")
  private boolean overwrite;

  @Option(
      names = "--strict",
      description = "A left-out keyframe or a warning is an error; the folder stays unfinished.")
  private boolean strict;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  @Override
  public Integer call() throws IOException {
    IngestRequest request = request();
    DatasetInfo info;
    try (SparkSession spark = Sessions.open("IngestJob")) {
      info = Ingest.run(spark, request);
    }
    report(info, spec.commandLine().getOut());
    return CommandLines.OK;
  }

  private IngestRequest request() {
    try {
      return new IngestRequest(
          new Path(dataroot),
          version,
          split,
          new Path(out),
          scenes,
          new IngestSettings(canBus, images, maxSequence),
          partitions,
          overwrite ? Existing.REPLACE : Existing.KEEP,
          strict ? Faults.REFUSE : Faults.REPORT);
    } catch (IllegalArgumentException e) {
      throw new InputException(e.getMessage(), e);
    }
  }

  private void report(DatasetInfo info, PrintWriter to) {
    to.printf(
        "Took %s of %s into %s.%n",
        count(info.taken().frames(), "frame"), count(info.taken().scenes(), "scene"), out);
    if (!info.leftOut().isEmpty()) {
      to.printf("Left out %s:%n", count(info.leftOutFrames(), "frame"));
    }
    List<String> lines = new ArrayList<>();
    for (LeftOut left : info.leftOut()) {
      lines.add("  " + left.scene() + ": " + count(left.frames(), "frame") + ": " + left.reason());
    }
    info.warnings().forEach(warning -> lines.add("Warning: " + warning));
    lines.stream().limit(MOST_LINES).forEach(to::println);
    if (lines.size() > MOST_LINES) {
      to.printf("  … and %d more lines in %s.%n", lines.size() - MOST_LINES, DatasetInfo.FILE);
    }
    if (!info.notice().isEmpty()) {
      to.println(info.notice());
    }
    to.flush();
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
