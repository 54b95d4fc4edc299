package dev.bevdrift.jobs.compare;

import dev.bevdrift.jobs.doctor.FramePose;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.metrics.score.DetectionConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Nothing is known but the boxes.
 *
 * @param all tokens of the first side
 */
record NoGround(List<String> all) implements Ground {
  NoGround {
    all = List.copyOf(all);
  }

  @Override
  public List<String> tokens() {
    return List.of();
  }

  /** One scene, as far as anyone knows. */
  @Override
  public Samples samples(Set<String> left) {
    Samples.Builder samples = Samples.builder();
    all.stream()
        .filter(token -> !left.contains(token))
        .forEach(token -> samples.add(token, "", new Vec3(0, 0, 0)));
    return samples.build();
  }

  @Override
  public Optional<GroundTruth> truth(Set<String> left) {
    return Optional.empty();
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
    return DetectionConfig.cvpr2019();
  }
}
