package dev.bevdrift.jobs.ingest;

import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * What to ingest.
 *
 * @param dataroot the nuScenes folder
 * @param version the tables' folder in it, such as v1.0-mini
 * @param split a split's name
 * @param out where the frames go
 * @param scenes a choice of scenes; empty for the whole split
 * @param settings what changes the frames beside their inputs
 * @param partitions how many tasks, 0 for one a scene
 * @param existing what to do with frames that are there
 * @param faults what to do with warnings and left-out keyframes
 */
public record IngestRequest(
    Path dataroot,
    String version,
    String split,
    Path out,
    List<String> scenes,
    IngestSettings settings,
    int partitions,
    Existing existing,
    Faults faults) {
  /** What to do with warnings and left-out keyframes. */
  public enum Faults {
    /** They are reported, and the rest is taken. */
    REPORT,
    /** The first one is an error; the folder stays unfinished. */
    REFUSE
  }

  /** What to do with frames that are there. */
  public enum Existing {
    /** Finished ones of the same inputs stay, unfinished ones are resumed, others are refused. */
    KEEP,
    /** They are removed first. */
    REPLACE
  }

  public IngestRequest {
    scenes = List.copyOf(scenes);
    if (partitions < 0) {
      throw new IllegalArgumentException(
          "Cannot use --partitions " + partitions + ": expected at least 0");
    }
  }
}
