package dev.bevdrift.udf.infer;

import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Vec3;

/** A 4x4 matrix of 64-bit floats that maps homogeneous points. Immutable. */
final class Matrix4 {
  private static final int N = 4;

  private final double[] m; // row-major

  private Matrix4(double[] m) {
    this.m = m;
  }

  /** From the pose's child frame into its parent. The quaternion is normalised first. */
  static Matrix4 of(Pose pose) {
    Quaternion q = pose.rotation().normalized();
    Vec3 t = pose.translation();
    double w = q.w();
    double x = q.x();
    double y = q.y();
    double z = q.z();
    return new Matrix4(
        new double[] {
          1 - 2 * (y * y + z * z),
          2 * (x * y - z * w),
          2 * (x * z + y * w),
          t.x(),
          2 * (x * y + z * w),
          1 - 2 * (x * x + z * z),
          2 * (y * z - x * w),
          t.y(),
          2 * (x * z - y * w),
          2 * (y * z + x * w),
          1 - 2 * (x * x + y * y),
          t.z(),
          0,
          0,
          0,
          1
        });
  }

  /** From the pose's parent frame into its child. */
  static Matrix4 inverseOf(Pose pose) {
    double[] f = of(pose).m;
    double[] out = new double[N * N];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        out[i * N + j] = f[j * N + i];
      }
      out[i * N + 3] = -(f[i] * f[3] + f[N + i] * f[N + 3] + f[2 * N + i] * f[2 * N + 3]);
    }
    out[N * N - 1] = 1;
    return new Matrix4(out);
  }

  /** The camera matrix, from metres in the camera's frame to pixels times depth. */
  static Matrix4 intrinsics(CameraView view) {
    double[] out = new double[N * N];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        out[i * N + j] = view.intrinsic(3 * i + j);
      }
    }
    out[N * N - 1] = 1;
    return new Matrix4(out);
  }

  /** First {@code inner}, then this. Sums run over the inner index in order. */
  Matrix4 times(Matrix4 inner) {
    double[] out = new double[N * N];
    for (int i = 0; i < N; i++) {
      for (int j = 0; j < N; j++) {
        double sum = 0;
        for (int k = 0; k < N; k++) {
          sum += m[i * N + k] * inner.m[k * N + j];
        }
        out[i * N + j] = sum;
      }
    }
    return new Matrix4(out);
  }

  /** The entry in that row and column, both in [0, 4). */
  double at(int row, int column) {
    return m[row * N + column];
  }
}
