package dev.bevdrift.jobs.doctor;

import dev.bevdrift.metrics.box.Pose;

/**
 * Where the vehicle and its LiDAR stood at a sample.
 *
 * @param lidar2ego LiDAR frame into the vehicle's
 * @param ego2global vehicle's frame into the global one
 */
public record FramePose(Pose lidar2ego, Pose ego2global) {
  /** LiDAR frame into the global one. */
  public Pose lidar2global() {
    return ego2global.after(lidar2ego);
  }
}
