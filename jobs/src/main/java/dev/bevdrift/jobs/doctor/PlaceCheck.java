package dev.bevdrift.jobs.doctor;

import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.Vec3;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Boxes in another frame of reference, mirrored, or filed under another sample. */
final class PlaceCheck implements Check {
  /** Above this share of places there is nothing to look for, against the original. */
  private static final double GOOD = 0.97;

  /** Undoing the fault must bring this share of all places more... */
  private static final double GAIN = 0.15;

  /** ...and this many times the share that was. */
  private static final double FACTOR = 1.5;

  private static final double MAX_RANGE_M = 90;

  /** A way in which boxes may have come to the wrong place, and how to undo it. */
  private record Suspicion(String rule, String message, String next, BoxEdit undo) {}

  @Override
  public Diagnosis look(Patient patient) {
    double asIs = share(patient);
    if (patient.boxes().size() == 0 || asIs >= GOOD) {
      return Diagnosis.healthy(patient);
    }
    Suspicion best = null;
    double bestShare = asIs;
    for (Suspicion suspicion : suspicions(patient)) {
      double share = share(patient.withBoxes(suspicion.undo.of(patient.boxes())));
      if (share > bestShare) {
        best = suspicion;
        bestShare = share;
      }
    }
    if (best != null && bestShare >= asIs + GAIN && bestShare >= FACTOR * asIs) {
      return Diagnosis.undone(
          Check.error(
              patient,
              best.rule,
              "translation",
              best.message,
              Check.text(
                  "%.0f %% of the baseline's boxes have one %s as they are, %.0f %% with the fault"
                      + " undone",
                  100 * asIs,
                  patient.hasOriginal() ? "within 0.2 m and of the same score" : "within 2 m",
                  100 * bestShare),
              best.next),
          best.undo.of(patient.boxes()));
    }
    return nearOrigin(patient);
  }

  /** The share of the baseline's boxes that are there: at their place, or with truth nearby. */
  private static double share(Patient patient) {
    Pairs pairs = patient.pairs(Pairs.Classes.ANY);
    return patient.hasOriginal() ? pairs.exactShare() : pairs.share();
  }

  private static List<Suspicion> suspicions(Patient patient) {
    List<Suspicion> all = new ArrayList<>();
    if (!patient.poses().isEmpty()) {
      frames(patient, all);
      mirrors(patient, all);
      earlierPose(patient, all);
    }
    shifted(patient, all, 1, "one frame late");
    shifted(patient, all, -1, "one frame early");
    return all;
  }

  private static void frames(Patient patient, List<Suspicion> to) {
    String next = "the chain LiDAR, ego, global after the decoding: rotate, then translate, twice";
    to.add(
        new Suspicion(
            "boxes-in-lidar-frame",
            "Boxes are in the LiDAR's frame, not the global one",
            next,
            (from, i, out) -> BoxEdit.move(pose(patient, from, i).lidar2global(), from, i, out)));
    to.add(
        new Suspicion(
            "boxes-in-ego-frame",
            "Boxes are in the vehicle's frame, not the global one",
            next,
            (from, i, out) -> BoxEdit.move(pose(patient, from, i).ego2global(), from, i, out)));
    to.add(
        new Suspicion(
            "lidar2ego-missing",
            "The step from the LiDAR's to the vehicle's frame is missing",
            next,
            (from, i, out) -> {
              FramePose at = pose(patient, from, i);
              BoxEdit.move(at.lidar2global().after(at.ego2global().inverse()), from, i, out);
            }));
    to.add(
        new Suspicion(
            "ego2global-missing-rotation",
            "The vehicle's heading was not applied on the way to the global frame",
            next,
            (from, i, out) -> {
              FramePose at = pose(patient, from, i);
              Pose shift = new Pose(at.ego2global().translation(), Quaternion.IDENTITY);
              BoxEdit.move(at.ego2global().after(shift.inverse()), from, i, out);
            }));
  }

  private static void mirrors(Patient patient, List<Suspicion> to) {
    to.add(
        new Suspicion(
            "left-right-mirrored",
            "Left and right of the vehicle are exchanged",
            "the sign of the LiDAR frame's x axis, and flips of the picture or of the BEV grid",
            (from, i, out) -> inLidar(patient, from, i, out, v -> new Vec3(-v.x(), v.y(), v.z()))));
    to.add(
        new Suspicion(
            "front-back-mirrored",
            "Front and back of the vehicle are exchanged",
            "the sign of the LiDAR frame's y axis, and flips of the BEV grid's rows",
            (from, i, out) -> inLidar(patient, from, i, out, v -> new Vec3(v.x(), -v.y(), v.z()))));
    to.add(
        new Suspicion(
            "xy-swapped",
            "x and y of the centres are exchanged",
            "the order of the box code (cx, cy, w, l, cz, h, sin, cos, vx, vy) and of the BEV"
                + " grid's rows and columns",
            (from, i, out) -> inLidar(patient, from, i, out, v -> new Vec3(v.y(), v.x(), v.z()))));
  }

  private interface Warp {
    Vec3 of(Vec3 centre);
  }

  private static void inLidar(
      Patient patient, DetectionBoxes from, int i, DetectionBoxesBuilder out, Warp warp) {
    Pose toGlobal = pose(patient, from, i).lidar2global();
    Vec3 inLidar = toGlobal.inverse().apply(new Vec3(from.x(i), from.y(i), from.z(i)));
    out.translation(toGlobal.apply(warp.of(inLidar)));
  }

  private static void earlierPose(Patient patient, List<Suspicion> to) {
    to.add(
        new Suspicion(
            "pose-of-previous-frame",
            "Boxes were brought to the global frame by the pose of the frame before",
            "which frame's ego pose goes with which outputs",
            (from, i, out) -> {
              OptionalInt before = neighbour(patient.samples(), from.sample(i), -1);
              if (before.isPresent()) {
                Pose wrong = patient.poses().get(before.getAsInt()).lidar2global();
                BoxEdit.move(
                    pose(patient, from, i).lidar2global().after(wrong.inverse()), from, i, out);
              }
            }));
  }

  private static void shifted(Patient patient, List<Suspicion> to, int by, String how) {
    to.add(
        new Suspicion(
            "frames-shifted",
            "Boxes are filed under the wrong sample, " + how,
            "the pairing of outputs with sample tokens, and whether the first frame was skipped",
            (from, i, out) ->
                neighbour(patient.samples(), from.sample(i), -by)
                    .ifPresent(
                        sample ->
                            out.sample(sample)
                                .velocity(from.vx(i), from.vy(i))
                                .score(from.score(i))
                                .attribute(from.attribute(i))
                                .numPts(from.numPts(i)))));
  }

  /** The sample before or after one in its scene. */
  private static OptionalInt neighbour(Samples samples, int sample, int step) {
    int other = sample + step;
    return other >= 0 && other < samples.size() && samples.scene(other) == samples.scene(sample)
        ? OptionalInt.of(other)
        : OptionalInt.empty();
  }

  private static FramePose pose(Patient patient, DetectionBoxes boxes, int i) {
    return patient.poses().get(boxes.sample(i));
  }

  /** Without poses, boxes around the origin still tell that they are in a frame of the vehicle. */
  private static Diagnosis nearOrigin(Patient patient) {
    if (!patient.poses().isEmpty()
        || !within(patient.boxes())
        || patient.baseline().size() == 0
        || within(patient.baseline())) {
      return Diagnosis.healthy(patient);
    }
    return Diagnosis.of(
        patient,
        Check.error(
            patient,
            "boxes-not-global",
            "translation",
            "Boxes are in a frame of the vehicle or its LiDAR, not the global one",
            Check.text(
                "all %d centres lie within %.0f m of the origin, the baseline's do not",
                patient.boxes().size(), MAX_RANGE_M),
            "the chain LiDAR, ego, global after the decoding; frames (--frames) tell which of the"
                + " two it is"));
  }

  private static boolean within(DetectionBoxes boxes) {
    for (int i = 0; i < boxes.size(); i++) {
      if (!(Math.hypot(boxes.x(i), boxes.y(i)) <= MAX_RANGE_M)) {
        return false;
      }
    }
    return true;
  }
}
