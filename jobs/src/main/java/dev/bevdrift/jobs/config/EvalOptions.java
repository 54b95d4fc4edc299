package dev.bevdrift.jobs.config;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.image.Decoding;
import dev.bevdrift.udf.infer.Teachers;
import dev.bevdrift.udf.model.RuntimeOptions;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a person asked EvalJob for.
 *
 * @param frames folder of the frames, by Hadoop path
 * @param ladder folder of the ladder, by Hadoop path; one that is not local is copied to each
 *     machine
 * @param reference what rungs are compared with
 * @param out run folder, by Hadoop path
 * @param rungs ids to run; empty for all
 * @param scenes names to run; empty for all
 * @param limit the most frames to run, in the order of the index; 0 for all
 * @param partitions tasks the scenes are spread over; 0 for twice the cores
 * @param runtime what runs the graphs, and how
 * @param decoding of every rung's pictures
 * @param wholeGraphs whether a graph that comes in two parts is still run whole
 * @param cache folder of results that later runs may take, by Hadoop path; empty for none
 * @param mixedDevices whether scenes may run on several kinds of device
 * @param maxFailedFrames frames that may fail without making the run incomplete
 * @param chunkFrames frames that are decoded at a time, at least 1
 * @param gate file with the limits of the verdicts; empty for the defaults
 * @param runtimeRungs rows of one graph with other settings of the runtime, or other pictures
 * @param taught ids of temporal rungs that also run with a teacher's previous BEV
 * @param teacher {@code rung:ID} or {@code reference}; empty for the rung nearest the original
 * @param outcomes whether to write what became of each box
 * @param dryRun whether to say only what would run
 * @param json whether to print summary.json instead of the table
 */
public record EvalOptions(
    String frames,
    String ladder,
    ReferenceChoice reference,
    String out,
    List<String> rungs,
    List<String> scenes,
    int limit,
    int partitions,
    RuntimeOptions runtime,
    Decoding decoding,
    boolean wholeGraphs,
    String cache,
    boolean mixedDevices,
    int maxFailedFrames,
    int chunkFrames,
    String gate,
    List<RuntimeChange> runtimeRungs,
    List<String> taught,
    String teacher,
    boolean outcomes,
    boolean dryRun,
    boolean json)
    implements Serializable {
  public EvalOptions {
    rungs = List.copyOf(rungs);
    scenes = List.copyOf(scenes);
    taught = List.copyOf(taught);
    runtimeRungs = List.copyOf(runtimeRungs);
    named("--frames", frames);
    named("--ladder", ladder);
    named("--out", out);
    atLeast("--limit", limit, 0);
    atLeast("--partitions", partitions, 0);
    atLeast("--max-failed-frames", maxFailedFrames, 0);
    atLeast("--chunk-frames", chunkFrames, 1);
    if (!teacher.isEmpty()
        && !teacher.equals(Teachers.REFERENCE)
        && !teacher.startsWith(ReferenceChoice.RUNG)) {
      throw new InputException(
          "Cannot use --teacher=" + teacher + ": expected rung:ID or " + Teachers.REFERENCE);
    }
  }

  /** What decodes pictures at half size, with its versions; empty where nothing asks for that. */
  public String halfSizeDecoder() {
    return Stream.concat(
            Stream.of(decoding), runtimeRungs.stream().map(change -> change.over(decoding)))
        .filter(Decoding.HALF::equals)
        .findFirst()
        .map(Decoding::library)
        .orElse("");
  }

  /** How a rung's pictures are decoded. */
  public Decoding decodingOf(String rung) {
    return runtimeRungs.stream()
        .filter(change -> change.id().equals(rung))
        .findFirst()
        .map(change -> change.over(decoding))
        .orElse(decoding);
  }

  private static void named(String option, String value) {
    if (value.isBlank()) {
      throw new InputException("Cannot use " + option + "=: it is empty, expected a folder");
    }
  }

  private static void atLeast(String option, int value, int least) {
    if (value < least) {
      throw new InputException(
          String.format(
              Locale.ROOT, "Cannot use %s=%d: expected at least %d", option, value, least));
    }
  }
}
