package dev.bevdrift.metrics.box;

/**
 * Headings out of quaternions, in the arithmetic of the devkit.
 *
 * <p>Source: nuScenes devkit, {@code quaternion_yaw} and {@code angle_diff}; pyquaternion, {@code
 * rotation_matrix}. The order of the additions matters to the last bit.
 */
public final class Headings {
  /** A sum of squares this close to 1 counts as a unit quaternion. */
  private static final double UNIT_TOLERANCE = 1e-14;

  private Headings() {}

  /**
   * The heading of the rotated x axis in the x-y plane.
   *
   * @return radians in [-pi, pi]; 0 for the zero quaternion
   */
  public static double yawRad(double w, double x, double y, double z) {
    double scale = divisor(w, x, y, z);
    double a = w / scale;
    double b = x / scale;
    double c = y / scale;
    double d = z / scale;
    double r00 = b * b + a * a - d * d - c * c;
    double r10 = c * b + d * a + a * d + b * c;
    return StrictMath.atan2(r10, r00);
  }

  /** What a quaternion is divided by before use: its length, or 1 where it has (almost) that. */
  static double divisor(double w, double x, double y, double z) {
    double squares = (w * w + y * y) + (x * x + z * z);
    if (Math.abs(1.0 - squares) < UNIT_TOLERANCE || !(squares > 0)) {
      return 1.0;
    }
    return Math.sqrt(squares);
  }

  /**
   * The smallest turn between two headings.
   *
   * @param periodRad the turn after which a heading looks the same
   * @return radians in [0, pi]
   */
  public static double differenceRad(double aRad, double bRad, double periodRad) {
    double diff = floorMod(aRad - bRad + periodRad / 2, periodRad) - periodRad / 2;
    if (diff > Math.PI) {
      diff -= 2 * Math.PI;
    }
    return Math.abs(diff);
  }

  private static double floorMod(double a, double b) {
    double rest = a % b;
    return rest < 0 ? rest + b : rest;
  }
}
