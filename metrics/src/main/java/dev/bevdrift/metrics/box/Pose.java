package dev.bevdrift.metrics.box;

/**
 * A rigid motion from a child frame into a parent frame: rotate, then translate.
 *
 * @param translation metres, in the parent frame
 * @param rotation unit quaternion, child to parent
 */
public record Pose(Vec3 translation, Quaternion rotation) {
  public static final Pose IDENTITY = new Pose(new Vec3(0, 0, 0), Quaternion.IDENTITY);

  /** A point of the child frame, in the parent frame. */
  public Vec3 apply(Vec3 point) {
    return rotation.rotate(point).plus(translation);
  }

  /** First {@code inner}, then this: from inner's child frame into this parent frame. */
  public Pose after(Pose inner) {
    return new Pose(apply(inner.translation), rotation.times(inner.rotation));
  }

  /** From the parent frame into the child frame. */
  public Pose inverse() {
    Quaternion back = rotation.conjugate();
    Vec3 t = back.rotate(translation);
    return new Pose(new Vec3(-t.x(), -t.y(), -t.z()), back);
  }
}
