package dev.bevdrift.jobs.doctor;

import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.Vec3;
import java.util.ArrayList;
import java.util.List;

/**
 * Boxes that are lost where one camera looks, or two.
 *
 * <p>Sectors are those of nuScenes' six cameras: each box belongs to the camera whose axis is
 * nearest to its direction from the vehicle.
 */
final class CameraCheck implements Check {
  /** Directions of the axes, degrees counter-clockwise from straight on. */
  private enum Camera {
    CAM_FRONT(0),
    CAM_FRONT_RIGHT(-55),
    CAM_FRONT_LEFT(55),
    CAM_BACK(180),
    CAM_BACK_LEFT(110),
    CAM_BACK_RIGHT(-110);

    private final double degrees;

    Camera(double degrees) {
      this.degrees = degrees;
    }

    private static final List<Camera> ALL = List.of(values());

    int index() {
      return ALL.indexOf(this);
    }

    static Camera of(double degrees) {
      Camera nearest = CAM_FRONT;
      for (Camera camera : values()) {
        if (apart(camera.degrees, degrees) < apart(nearest.degrees, degrees)) {
          nearest = camera;
        }
      }
      return nearest;
    }

    private static double apart(double a, double b) {
      return Math.abs(Math.IEEEremainder(a - b, 360));
    }
  }

  private static final int LEAST_BOXES = 8;
  private static final double LOST = 0.6;
  private static final double KEPT = 0.3;

  @Override
  public Diagnosis look(Patient patient) {
    if (!patient.hasOriginal() || patient.poses().isEmpty()) {
      return Diagnosis.healthy(patient);
    }
    int[] all = new int[Camera.values().length];
    int[] kept = new int[all.length];
    Pairs pairs = patient.pairs(Pairs.Classes.EQUAL);
    for (int r : pairs.soughtBoxes()) {
      all[camera(patient, r)]++;
    }
    for (Pairs.Pair pair : pairs.list()) {
      kept[camera(patient, pair.baseline())]++;
    }
    List<String> lost = new ArrayList<>();
    List<String> evidence = new ArrayList<>();
    boolean others = true;
    for (Camera camera : Camera.values()) {
      int c = camera.index();
      if (all[c] < LEAST_BOXES) {
        continue;
      }
      double share = 1 - (double) kept[c] / all[c];
      evidence.add(Check.text("%s %d of %d", camera.name(), all[c] - kept[c], all[c]));
      if (share >= LOST) {
        lost.add(camera.name());
      } else {
        others &= share <= KEPT;
      }
    }
    if (lost.isEmpty() || lost.size() > 2 || !others || evidence.size() < lost.size() + 2) {
      return Diagnosis.healthy(patient);
    }
    String names = String.join(" and ", lost);
    return Diagnosis.of(
        patient,
        Check.error(
            patient,
            lost.size() == 1 ? "camera-missing" : "cameras-swapped",
            String.join(",", lost),
            lost.size() == 1
                ? "Boxes are lost where " + names + " looks: its picture is missing or another's"
                : "Boxes are lost where "
                    + names
                    + " look: their pictures are exchanged or missing",
            "boxes lost by direction: " + String.join(", ", evidence),
            "the order of the cameras (FRONT, FRONT_RIGHT, FRONT_LEFT, BACK, BACK_LEFT, BACK_RIGHT)"
                + " in the pictures and in lidar2img, and the picture itself"));
  }

  private static int camera(Patient patient, int r) {
    DetectionBoxes boxes = patient.baseline();
    Vec3 inEgo =
        patient
            .poses()
            .get(boxes.sample(r))
            .ego2global()
            .inverse()
            .apply(new Vec3(boxes.x(r), boxes.y(r), boxes.z(r)));
    return Camera.of(Math.toDegrees(Math.atan2(inEgo.y(), inEgo.x()))).index();
  }
}
