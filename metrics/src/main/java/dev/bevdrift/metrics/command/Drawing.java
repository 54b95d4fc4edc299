package dev.bevdrift.metrics.command;

import dev.bevdrift.metrics.match.Strictness;
import dev.bevdrift.metrics.nuscenes.Split;
import dev.bevdrift.metrics.score.DetectionConfig;
import java.util.Map;

/**
 * What is drawn again, and how another submission on the same samples is scored.
 *
 * @param config ranges and thresholds
 * @param strictness what happens to input that the devkit dies of
 * @param kind what a submission must have
 * @param driveOf scene name to the drive it was cut out of; a scene without one stands by itself
 */
public record Drawing(
    DetectionConfig config, Strictness strictness, Split.Kind kind, Map<String, String> driveOf) {
  public Drawing {
    driveOf = Map.copyOf(driveOf);
  }
}
