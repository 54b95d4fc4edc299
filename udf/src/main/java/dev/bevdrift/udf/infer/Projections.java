package dev.bevdrift.udf.infer;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * From the lidar at the keyframe's time into each camera's prepared picture at the camera's own
 * time.
 *
 * <p>Source: the original's get_data_info: {@code K * inv(sensor2ego) * inv(ego2global of camera) *
 * ego2global * lidar2ego} in 64 bits; rows 0 and 1 times the picture's scale; then rounded to 32.
 */
final class Projections {
  private static final int N = 4;

  private Projections() {}

  /**
   * Writes lidar2img.
   *
   * @param views in the network's camera order
   * @param scale of the prepared pictures
   * @param out filled from 0 with one row-major 4x4 a camera
   */
  static void write(Frame frame, List<CameraView> views, double scale, FloatBuffer out) {
    Matrix4 globalFromLidar = Matrix4.of(frame.ego2global()).times(Matrix4.of(frame.lidar2ego()));
    for (int camera = 0; camera < views.size(); camera++) {
      CameraView view = views.get(camera);
      Matrix4 pixelsFromLidar =
          Matrix4.intrinsics(view)
              .times(Matrix4.inverseOf(view.sensor2ego()))
              .times(Matrix4.inverseOf(view.ego2global()))
              .times(globalFromLidar);
      for (int row = 0; row < N; row++) {
        for (int column = 0; column < N; column++) {
          double value = pixelsFromLidar.at(row, column) * (row < 2 ? scale : 1);
          out.put((camera * N + row) * N + column, (float) value);
        }
      }
    }
  }
}
