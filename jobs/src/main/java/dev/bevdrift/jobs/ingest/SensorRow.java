package dev.bevdrift.jobs.ingest;

import dev.bevdrift.metrics.box.Pose;
import java.util.List;

/**
 * One sensor's calibration on one vehicle.
 *
 * @param channel such as CAM_FRONT
 * @param sensor2ego from the sensor into the vehicle
 * @param intrinsics nine numbers, row-major, pixels; empty for what is not a camera
 */
record SensorRow(String channel, Pose sensor2ego, List<Double> intrinsics) {
  static final String LIDAR = "LIDAR_TOP";

  /** The cameras in the order of the tables. */
  static final List<String> CAMERAS =
      List.of(
          "CAM_FRONT",
          "CAM_FRONT_RIGHT",
          "CAM_FRONT_LEFT",
          "CAM_BACK",
          "CAM_BACK_LEFT",
          "CAM_BACK_RIGHT");

  SensorRow {
    intrinsics = List.copyOf(intrinsics);
  }
}
