package dev.bevdrift.jobs.doctor;

import dev.bevdrift.metrics.box.DetectionBoxes;
import java.util.List;

/** The height of the centre: bottom of the box against its centre of gravity. */
final class HeightCheck implements Check {
  private static final int LEAST_PAIRS = 10;

  /** How far from half a height the middle pair may be, in heights. */
  private static final double NEAR = 0.15;

  @Override
  public Diagnosis look(Patient patient) {
    List<Pairs.Pair> pairs = patient.pairs(Pairs.Classes.EQUAL).list();
    if (pairs.size() < LEAST_PAIRS) {
      return Diagnosis.healthy(patient);
    }
    DetectionBoxes boxes = patient.boxes();
    DetectionBoxes baseline = patient.baseline();
    double[] lift =
        pairs.stream()
            .mapToDouble(
                p -> (boxes.z(p.box()) - baseline.z(p.baseline())) / baseline.height(p.baseline()))
            .sorted()
            .toArray();
    double middle = lift[lift.length / 2];
    double low = lift[lift.length / 4];
    double high = lift[3 * lift.length / 4];
    double spread = patient.hasOriginal() ? 2 * NEAR : 4 * NEAR;
    if (!(Math.abs(Math.abs(middle) - 0.5) <= NEAR) || !(high - low <= spread)) {
      return Diagnosis.healthy(patient);
    }
    double by = middle < 0 ? 0.5 : -0.5;
    BoxEdit undo =
        (from, i, to) -> to.translation(from.x(i), from.y(i), from.z(i) + by * from.height(i));
    return Diagnosis.undone(
        Check.error(
            patient,
            middle < 0 ? "bottom-centre" : "height-added-twice",
            "translation",
            middle < 0
                ? "Centres are those of the boxes' bottoms, not of gravity"
                : "Half the height was added to centres that were those of gravity already",
            Check.text(
                "the middle of %d pairs lies %.2f heights %s the baseline's centre; nuScenes'"
                    + " metrics do not see it, a planner does",
                pairs.size(), Math.abs(middle), middle < 0 ? "below" : "above"),
            "mmdet3d's LiDAR boxes have their origin at the bottom: add h/2 once on the way to"
                + " nuScenes"),
        undo.of(patient.boxes()));
  }
}
