package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.compare.Ground;
import dev.bevdrift.jobs.doctor.FramePose;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.udf.infer.Frame;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;

/** True boxes and poses out of a folder of frames. */
public final class FramesGround implements Ground {
  private final MetricsScenes scenes;
  private final Truth truth;
  private final Map<String, FramePose> poses;
  private final DetectionConfig config;

  private FramesGround(
      MetricsScenes scenes, Truth truth, Map<String, FramePose> poses, DetectionConfig config) {
    this.scenes = scenes;
    this.truth = truth;
    this.poses = poses;
    this.config = config;
  }

  /**
   * Reads frames without their pictures.
   *
   * @throws dev.bevdrift.metrics.InputException if it is no folder of frames with annotations
   */
  public static FramesGround read(Storage storage, Path folder, DetectionConfig config) {
    MetricsScenes scenes = MetricsScenes.of(storage, folder);
    Map<String, FramePose> poses = new HashMap<>();
    for (Frame frame : ExaminedFrames.read(storage, folder, scenes.units()).frames()) {
      poses.put(frame.sampleToken(), new FramePose(frame.lidar2ego(), frame.ego2global()));
    }
    return new FramesGround(scenes, Truth.read(storage, folder, scenes.units()), poses, config);
  }

  @Override
  public List<String> tokens() {
    return truth.tokens();
  }

  @Override
  public Samples samples(Set<String> left) {
    return truth.without(left).samples();
  }

  @Override
  public Optional<GroundTruth> truth(Set<String> left) {
    return Optional.of(truth.without(left));
  }

  @Override
  public List<FramePose> poses(Set<String> left) {
    return samples(left).tokens().stream().map(poses::get).toList();
  }

  @Override
  public Map<String, String> driveOf() {
    return scenes.driveOf();
  }

  @Override
  public DetectionConfig config() {
    return config;
  }
}
