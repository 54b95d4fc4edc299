package dev.bevdrift.jobs.report;

import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.udf.infer.CameraView;
import dev.bevdrift.udf.infer.Frame;

/**
 * From the vehicle's frame of a keyframe into the pixels of one camera at its own time: a pinhole,
 * 3x4.
 */
final class CameraProjection {
  private static final double LEAST_DEPTH_M = 0.5;

  private final double[] rows;
  private final double width;
  private final double height;

  private CameraProjection(double[] rows, double width, double height) {
    this.rows = rows;
    this.width = width;
    this.height = height;
  }

  /**
   * The projection of a view.
   *
   * @param scale pixels of the picture it is drawn on, by pixel of the table's picture
   */
  static CameraProjection of(Frame frame, CameraView view, double scale) {
    Pose cameraFromEgo =
        view.sensor2ego().inverse().after(view.ego2global().inverse()).after(frame.ego2global());
    Vec3 origin = cameraFromEgo.apply(new Vec3(0, 0, 0));
    Vec3[] columns = new Vec3[4];
    Vec3[] axes = {new Vec3(1, 0, 0), new Vec3(0, 1, 0), new Vec3(0, 0, 1)};
    for (int i = 0; i < axes.length; i++) {
      columns[i] = cameraFromEgo.rotation().rotate(axes[i]);
    }
    columns[3] = origin;
    double[] rows = new double[12];
    for (int r = 0; r < 3; r++) {
      double byRow = r == 2 ? 1 : scale;
      for (int c = 0; c < 4; c++) {
        rows[4 * r + c] =
            byRow
                * (view.intrinsic(3 * r) * columns[c].x()
                    + view.intrinsic(3 * r + 1) * columns[c].y()
                    + view.intrinsic(3 * r + 2) * columns[c].z());
      }
    }
    return new CameraProjection(rows, view.width() * scale, view.height() * scale);
  }

  /** One entry, row-major; {@code i} in [0, 12). */
  double entry(int i) {
    return rows[i];
  }

  /** Whether a point of the vehicle's frame lies within the picture. */
  boolean sees(Vec3 point) {
    double depth = row(2, point);
    if (!(depth > LEAST_DEPTH_M)) {
      return false;
    }
    double u = row(0, point) / depth;
    double v = row(1, point) / depth;
    return u >= 0 && u < width && v >= 0 && v < height;
  }

  private double row(int r, Vec3 p) {
    return rows[4 * r] * p.x()
        + rows[4 * r + 1] * p.y()
        + rows[4 * r + 2] * p.z()
        + rows[4 * r + 3];
  }
}
