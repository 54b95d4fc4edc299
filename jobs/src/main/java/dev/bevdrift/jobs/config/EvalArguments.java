package dev.bevdrift.jobs.config;

import dev.bevdrift.udf.image.Decoding;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command line of EvalJob; {@link #options} gives the validated record. */
public final class EvalArguments {
  @Option(
      names = "--frames",
      required = true,
      paramLabel = "DIR",
      description = "The frames, as ingest writes them.")
  private String frames;

  @Option(
      names = "--ladder",
      required = true,
      paramLabel = "DIR",
      description = "The folder with ladder.yaml and its graphs.")
  private String ladder;

  @Option(
      names = "--reference",
      required = true,
      paramLabel = "DIR|rung:ID",
      description =
          "The original's outputs; or rung:ID to compare every rung with that one instead.")
  private String reference;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The run folder: new, or of an unfinished run with the same inputs.")
  private String out;

  @Option(
      names = "--rungs",
      split = ",",
      paramLabel = "ID",
      description = "Only these rungs, and the rungs they are compared with.")
  private List<String> rungs = new ArrayList<>();

  @Option(names = "--scenes", split = ",", paramLabel = "NAME", description = "Only these scenes.")
  private List<String> scenes = new ArrayList<>();

  @Option(
      names = "--limit",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "At most N frames in all, in the order of the index; the last scene may be cut. 0: all.")
  private int limit;

  @Option(
      names = "--partitions",
      defaultValue = "0",
      paramLabel = "N",
      description = "Spark tasks, 0 for two a core; never changes a byte of the results.")
  private int partitions;

  @Mixin private RuntimeArguments runtime;

  @Option(
      names = "--decode",
      defaultValue = "exact",
      paramLabel = "exact|half",
      description =
          "How every rung's pictures are decoded: half is faster, for models that halve them, and"
              + " has other pixels, so that every row pays for it too. Default: exact.")
  private Decoding decoding;

  @Option(
      names = "--whole-graphs",
      description =
          "Run every graph whole. Without it the prefix that rungs share runs once a frame, where"
              + " that is the same to the last bit on the first frames.")
  private boolean wholeGraphs;

  @Option(
      names = "--cache",
      defaultValue = "",
      paramLabel = "DIR",
      description =
          "Take results of the same graph on the same scene, runtime and device from here, and keep"
              + " new ones here. Default: none. It may be deleted at any time.")
  private String cache;

  @Option(
      names = "--mixed-devices",
      description =
          "Allow scenes of one run on several kinds of device: their figures then differ by"
              + " rounding. Without it that is refused.")
  private boolean mixedDevices;

  @Option(
      names = "--max-failed-frames",
      defaultValue = "0",
      paramLabel = "N",
      description = "Frames that may fail before the run counts as incomplete. Default: 0.")
  private int maxFailedFrames;

  @Option(
      names = "--chunk-frames",
      defaultValue = "4",
      paramLabel = "N",
      description = "Frames decoded at a time for all rungs. Default: ${DEFAULT-VALUE}.")
  private int chunkFrames;

  @Option(
      names = "--gate",
      defaultValue = "",
      paramLabel = "FILE",
      description = "Limits of the verdicts, as conf/gate.yaml has them. Default: the same limits.")
  private String gate;

  @Option(
      names = "--runtime-rungs",
      split = ",",
      paramLabel = "SETTINGS",
      description =
          "Further rows: the rung of the noise floor with other settings of the runtime, such as"
              + " optimization=none, provider=cpu or provider=cuda+tf32=on, or with pictures decoded"
              + " at half size, decode=half. They show what the runtime or the preprocessing"
              + " changes, not a rewrite.")
  private List<String> runtimeRungs = new ArrayList<>();

  @Option(
      names = "--teacher-forced",
      split = ",",
      paramLabel = "ID",
      description =
          "Run these temporal rungs once more, each frame from the teacher's previous BEV: that"
              + " tells a frame's own error from one it inherits. Each costs a further run.")
  private List<String> taught = new ArrayList<>();

  @Option(
      names = "--teacher",
      defaultValue = "",
      paramLabel = "rung:ID|reference",
      description =
          "Whose previous BEV that is; reference wants tables with the BEV of every frame. Default:"
              + " the rung of --reference, else rung:faithful.")
  private String teacher;

  @Option(
      names = "--outcomes",
      description =
          "Also write outcomes/RUNG.parquet: what became of each box (TP, FP, FN, its match,"
              + " errors).")
  private boolean outcomes;

  @Option(names = "--dry-run", description = "Check everything, say what would run, and stop.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print summary.json instead of the table.")
  private boolean json;

  /**
   * The options, checked one by one.
   *
   * @throws dev.bevdrift.metrics.InputException naming an option that is out of range
   */
  public EvalOptions options() {
    return new EvalOptions(
        frames,
        ladder,
        ReferenceChoice.of(reference),
        out,
        rungs,
        scenes,
        limit,
        partitions,
        runtime.options(),
        decoding,
        wholeGraphs,
        cache,
        mixedDevices,
        maxFailedFrames,
        chunkFrames,
        gate,
        runtimeRungs.stream().map(RuntimeChange::new).toList(),
        taught,
        teacher,
        outcomes,
        dryRun,
        json);
  }
}
