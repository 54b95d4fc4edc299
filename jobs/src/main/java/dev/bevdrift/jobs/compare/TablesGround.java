package dev.bevdrift.jobs.compare;

import dev.bevdrift.jobs.doctor.FramePose;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.command.MetricsGround;
import dev.bevdrift.metrics.score.DetectionConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * True boxes out of nuScenes tables: all samples of a split or none.
 *
 * @param ground as read
 */
public record TablesGround(MetricsGround ground) implements Ground {
  @Override
  public List<String> tokens() {
    return ground.truth().truth().samples().tokens();
  }

  @Override
  public Samples samples(Set<String> left) {
    return whole(left).samples();
  }

  @Override
  public Optional<GroundTruth> truth(Set<String> left) {
    return Optional.of(whole(left));
  }

  private GroundTruth whole(Set<String> left) {
    for (String token : tokens()) {
      if (left.contains(token)) {
        throw new InputException(
            "Cannot compare against the split "
                + ground.split().name()
                + ": a side lacks sample "
                + token
                + ", expected all of the split; --frames takes a part");
      }
    }
    return ground.truth().truth();
  }

  @Override
  public List<FramePose> poses(Set<String> left) {
    return List.of();
  }

  @Override
  public Map<String, String> driveOf() {
    return Map.of();
  }

  @Override
  public DetectionConfig config() {
    return ground.config();
  }
}
