package dev.bevdrift.jobs.doctor;

import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Vec3;
import java.util.ArrayList;
import java.util.List;

/** Velocities in another frame, of another sign or unit, or none. */
final class VelocityCheck implements Check {
  private static final int LEAST_PAIRS = 8;
  private static final double MOVING_MPS = 1;

  /** Error as a share of the speed: above it something is looked for... */
  private static final double WRONG = 0.3;

  /** ...and undoing it must leave less than this share of the error. */
  private static final double FACTOR = 0.5;

  private record Suspicion(String rule, String message, BoxEdit undo) {}

  @Override
  public Diagnosis look(Patient patient) {
    List<Pairs.Pair> pairs =
        patient.pairs(Pairs.Classes.EQUAL).list().stream()
            .filter(pair -> speed(patient.baseline(), pair.baseline()) >= MOVING_MPS)
            .filter(pair -> Double.isFinite(speed(patient.boxes(), pair.box())))
            .toList();
    if (pairs.size() < LEAST_PAIRS) {
      return Diagnosis.healthy(patient);
    }
    double speed =
        pairs.stream()
            .mapToDouble(pair -> speed(patient.baseline(), pair.baseline()))
            .average()
            .orElseThrow();
    double asIs = error(patient.boxes(), patient.baseline(), pairs);
    if (asIs < WRONG * speed) {
      return Diagnosis.healthy(patient);
    }
    double still =
        pairs.stream().mapToDouble(pair -> speed(patient.boxes(), pair.box())).max().orElseThrow();
    if (still < 0.01) {
      return Diagnosis.of(
          patient,
          Check.error(
              patient,
              "velocity-zero",
              "velocity",
              "Velocities are all zero",
              Check.text("%d boxes whose partners move at %.1f m/s stand", pairs.size(), speed),
              "entries 8 and 9 of the box code, and whether the head's last layer was cut to 8"));
    }
    return best(patient, pairs, asIs);
  }

  private static Diagnosis best(Patient patient, List<Pairs.Pair> pairs, double asIs) {
    Suspicion best = null;
    DetectionBoxes undone = patient.boxes();
    double least = FACTOR * asIs;
    for (Suspicion suspicion : suspicions(patient)) {
      DetectionBoxes boxes = suspicion.undo.of(patient.boxes());
      double error = error(boxes, patient.baseline(), pairs);
      if (error < least) {
        least = error;
        best = suspicion;
        undone = boxes;
      }
    }
    if (best == null) {
      return Diagnosis.healthy(patient);
    }
    return Diagnosis.undone(
        Check.error(
            patient,
            best.rule,
            "velocity",
            best.message,
            Check.text(
                "the mean error over %d moving pairs is %.2f m/s, and %.2f with that undone",
                pairs.size(), asIs, least),
            "velocities turn with the boxes, from the LiDAR's frame to the vehicle's to the global"
                + " one, and are metres per second"),
        undone);
  }

  private static List<Suspicion> suspicions(Patient patient) {
    List<Suspicion> all = new ArrayList<>();
    if (!patient.poses().isEmpty()) {
      all.add(
          new Suspicion(
              "velocity-not-rotated",
              "Velocities are still in the LiDAR's frame",
              (from, i, to) ->
                  turned(
                      patient.poses().get(from.sample(i)).lidar2global().rotation(), from, i, to)));
      all.add(
          new Suspicion(
              "velocity-not-rotated",
              "Velocities are still in the vehicle's frame",
              (from, i, to) ->
                  turned(
                      patient.poses().get(from.sample(i)).ego2global().rotation(), from, i, to)));
    }
    all.add(
        new Suspicion(
            "velocity-reversed",
            "Velocities point backwards",
            (from, i, to) -> to.velocity(-from.vx(i), -from.vy(i))));
    all.add(
        new Suspicion(
            "velocity-xy-swapped",
            "x and y of the velocities are exchanged",
            (from, i, to) -> to.velocity(from.vy(i), from.vx(i))));
    all.add(
        new Suspicion(
            "velocity-unit",
            "Velocities are metres per frame: half of what they should be at 2 frames a second",
            (from, i, to) -> to.velocity(2 * from.vx(i), 2 * from.vy(i))));
    return all;
  }

  private static void turned(Quaternion by, DetectionBoxes from, int i, DetectionBoxesBuilder to) {
    Vec3 velocity = by.rotate(new Vec3(from.vx(i), from.vy(i), 0));
    to.velocity(velocity.x(), velocity.y());
  }

  private static double speed(DetectionBoxes boxes, int i) {
    return Math.hypot(boxes.vx(i), boxes.vy(i));
  }

  private static double error(
      DetectionBoxes boxes, DetectionBoxes baseline, List<Pairs.Pair> pairs) {
    return pairs.stream()
        .mapToDouble(
            p ->
                Math.hypot(
                    boxes.vx(p.box()) - baseline.vx(p.baseline()),
                    boxes.vy(p.box()) - baseline.vy(p.baseline())))
        .average()
        .orElseThrow();
  }
}
