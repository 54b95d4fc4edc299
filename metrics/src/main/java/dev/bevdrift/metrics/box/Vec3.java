package dev.bevdrift.metrics.box;

/**
 * A point or a displacement in metres, in the frame its holder names.
 *
 * @param x metres along the frame's first axis
 * @param y metres along the frame's second axis
 * @param z metres along the frame's third axis
 */
public record Vec3(double x, double y, double z) {
  public Vec3 plus(Vec3 other) {
    return new Vec3(x + other.x, y + other.y, z + other.z);
  }

  public Vec3 minus(Vec3 other) {
    return new Vec3(x - other.x, y - other.y, z - other.z);
  }
}
