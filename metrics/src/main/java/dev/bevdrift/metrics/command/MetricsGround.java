package dev.bevdrift.metrics.command;

import dev.bevdrift.metrics.box.BoxFilter;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.match.TruthIndex;
import dev.bevdrift.metrics.nuscenes.NuScenesTables;
import dev.bevdrift.metrics.nuscenes.Split;
import dev.bevdrift.metrics.nuscenes.SplitSamples;
import dev.bevdrift.metrics.score.DetectionConfig;
import java.nio.file.Path;

/**
 * What any number of submissions are scored against: read and indexed once. Immutable, thread-safe.
 */
public final class MetricsGround {
  private final Split split;
  private final DetectionConfig config;
  private final TruthIndex truth;

  private MetricsGround(Split split, DetectionConfig config, TruthIndex truth) {
    this.split = split;
    this.config = config;
    this.truth = truth;
  }

  /**
   * Reads the ground truth of a split.
   *
   * @param version the tables' folder in {@code dataroot}
   * @param config ranges and thresholds
   * @throws dev.bevdrift.metrics.InputException on any fault of the tables
   */
  public static MetricsGround read(
      Path dataroot, String version, String splitName, DetectionConfig config) {
    NuScenesTables tables = NuScenesTables.open(dataroot, version);
    Split split = tables.split(splitName);
    SplitSamples samples = tables.samples(split);
    GroundTruth truth = tables.groundTruth(samples);
    return new MetricsGround(
        split, config, TruthIndex.of(truth, BoxFilter.within(config.rangesM())));
  }

  public Split split() {
    return split;
  }

  public DetectionConfig config() {
    return config;
  }

  public TruthIndex truth() {
    return truth;
  }
}
