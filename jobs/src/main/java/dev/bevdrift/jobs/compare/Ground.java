package dev.bevdrift.jobs.compare;

import dev.bevdrift.jobs.doctor.FramePose;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.score.DetectionConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is known beside the boxes. */
public interface Ground {
  /** Tokens of the samples it knows; empty when it knows none, so that the sides decide. */
  List<String> tokens();

  /** Those samples that are not left out, in its order. */
  Samples samples(Set<String> left);

  /** The true boxes of {@link #samples}; empty when it has none. */
  Optional<GroundTruth> truth(Set<String> left);

  /** The vehicle's poses at {@link #samples}; empty when nobody knows them. */
  List<FramePose> poses(Set<String> left);

  /** Scene name to the drive it was cut out of, where that is known. */
  Map<String, String> driveOf();

  /** Ranges and thresholds of the metrics. */
  DetectionConfig config();
}
