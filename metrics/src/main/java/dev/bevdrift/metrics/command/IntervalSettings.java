package dev.bevdrift.metrics.command;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How intervals are made.
 *
 * @param replicates number of draws, at least 100
 * @param seed of the draws: the same seed gives the same intervals
 * @param confidence in (0, 1), such as 0.95
 * @param baseline another submission on the same samples; with it, differences are given too
 */
public record IntervalSettings(
    int replicates, long seed, double confidence, Optional<Path> baseline) {
  /** Fewer draws say nothing about the ends of an interval. */
  public static final int LEAST_REPLICATES = 100;

  public IntervalSettings {
    if (replicates < LEAST_REPLICATES) {
      throw new IllegalArgumentException(
          "Cannot use --replicates=" + replicates + ": expected " + LEAST_REPLICATES + " or more");
    }
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "Cannot use --confidence=" + confidence + ": expected a number between 0 and 1");
    }
  }
}
