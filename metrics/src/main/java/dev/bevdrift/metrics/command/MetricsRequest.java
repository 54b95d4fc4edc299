package dev.bevdrift.metrics.command;

import dev.bevdrift.metrics.match.Strictness;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.metrics.score.NanStyle;
import java.nio.file.Path;

/**
 * What to score and how.
 *
 * @param dataroot the data set's folder
 * @param version the tables' folder in it, such as {@code v1.0-trainval}
 * @param split a name that nuScenes or {@code splits.json} defines
 * @param results the submission
 * @param out the folder to write into
 * @param config ranges and thresholds
 * @param strictness what happens to input that the devkit dies of
 * @param nan how the files say "not a number"
 */
public record MetricsRequest(
    Path dataroot,
    String version,
    String split,
    Path results,
    Path out,
    DetectionConfig config,
    Strictness strictness,
    NanStyle nan) {}
