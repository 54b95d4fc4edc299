package dev.bevdrift.jobs.doctor;

import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Vec3;

/** A change of one field or more of every box. */
@FunctionalInterface
interface BoxEdit {
  /**
   * Sets what changes; everything else stays.
   *
   * @param i the box in {@code from}
   * @param to has all fields of box i set
   */
  void change(DetectionBoxes from, int i, DetectionBoxesBuilder to);

  /** The boxes, changed, in their order. */
  default DetectionBoxes of(DetectionBoxes boxes) {
    DetectionBoxesBuilder to = DetectionBoxes.builder(boxes.source());
    for (int i = 0; i < boxes.size(); i++) {
      copy(boxes, i, to);
      change(boxes, i, to);
      to.add();
    }
    return to.build();
  }

  /** Sets every field of a box. */
  static void copy(DetectionBoxes from, int i, DetectionBoxesBuilder to) {
    to.sample(from.sample(i))
        .detectionClass(from.detectionClass(i))
        .translation(from.x(i), from.y(i), from.z(i))
        .size(from.width(i), from.length(i), from.height(i))
        .rotation(from.qw(i), from.qx(i), from.qy(i), from.qz(i))
        .velocity(from.vx(i), from.vy(i))
        .score(from.score(i))
        .attribute(from.attribute(i))
        .numPts(from.numPts(i));
  }

  /** Moves and turns box i, velocity with it. */
  static void move(Pose by, DetectionBoxes from, int i, DetectionBoxesBuilder to) {
    Quaternion turn = new Quaternion(from.qw(i), from.qx(i), from.qy(i), from.qz(i));
    Vec3 velocity = by.rotation().rotate(new Vec3(from.vx(i), from.vy(i), 0));
    to.translation(by.apply(new Vec3(from.x(i), from.y(i), from.z(i))))
        .rotation(by.rotation().times(turn))
        .velocity(velocity.x(), velocity.y());
  }
}
