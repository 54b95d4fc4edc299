package dev.bevdrift.metrics.box;

/**
 * A rotation as a Hamilton quaternion, scalar part first, as nuScenes stores it.
 *
 * <p>Components are kept as given; methods that need unit length say so.
 */
public record Quaternion(double w, double x, double y, double z) {
  public static final Quaternion IDENTITY = new Quaternion(1, 0, 0, 0);

  /** A rotation by {@code yawRad} about the z axis. */
  public static Quaternion aboutZ(double yawRad) {
    return new Quaternion(Math.cos(yawRad / 2), 0, 0, Math.sin(yawRad / 2));
  }

  /** The Hamilton product: {@code this} after {@code other}. */
  public Quaternion times(Quaternion other) {
    return new Quaternion(
        w * other.w - x * other.x - y * other.y - z * other.z,
        w * other.x + x * other.w + y * other.z - z * other.y,
        w * other.y - x * other.z + y * other.w + z * other.x,
        w * other.z + x * other.y - y * other.x + z * other.w);
  }

  /** The inverse rotation, for a unit quaternion. */
  public Quaternion conjugate() {
    return new Quaternion(w, -x, -y, -z);
  }

  public double norm() {
    return Math.sqrt(w * w + x * x + y * y + z * z);
  }

  /** The same rotation at unit length; a zero quaternion is returned as it is. */
  public Quaternion normalized() {
    double n = norm();
    return n == 0 ? this : new Quaternion(w / n, x / n, y / n, z / n);
  }

  /** Rotates {@code v}, for a unit quaternion. */
  public Vec3 rotate(Vec3 v) {
    double tx = 2 * (y * v.z() - z * v.y());
    double ty = 2 * (z * v.x() - x * v.z());
    double tz = 2 * (x * v.y() - y * v.x());
    return new Vec3(
        v.x() + w * tx + (y * tz - z * ty),
        v.y() + w * ty + (z * tx - x * tz),
        v.z() + w * tz + (x * ty - y * tx));
  }

  /**
   * The heading of the rotated x axis in the x-y plane.
   *
   * @return radians in [-pi, pi]; not the Euler angle, which differs on a slope
   */
  public double yawRad() {
    Vec3 forward = rotate(new Vec3(1, 0, 0));
    return Math.atan2(forward.y(), forward.x());
  }
}
