package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.match.Strictness;
import dev.bevdrift.metrics.score.DetectionConfig;
import org.apache.hadoop.fs.Path;

/**
 * What to score against the annotations of frames, and how.
 *
 * @param storage where tables lie
 * @param frames folder of the frames
 * @param config ranges and thresholds
 * @param strictness what happens to input that the devkit dies of
 */
public record FramesRequest(
    Storage storage, Path frames, DetectionConfig config, Strictness strictness) {}
