package dev.bevdrift.jobs.doctor;

import dev.bevdrift.udf.finding.Finding;
import dev.bevdrift.udf.finding.Finding.Severity;
import java.util.ArrayList;
import java.util.List;

/** Names the likely cause of a difference with its evidence, or says that it is unknown. */
public final class Doctor {
  /** Rules in this order: each sees the boxes without what those before it have found. */
  private static final List<Check> CHECKS =
      List.of(
          new NumberCheck(),
          new ScoreCheck(),
          new PlaceCheck(),
          new ClassCheck(),
          new SizeCheck(),
          new HeadingCheck(),
          new HeightCheck(),
          new VelocityCheck(),
          new AttributeCheck(),
          new CountCheck(),
          new CameraCheck(),
          new MemoryCheck(),
          new FastMathCheck());

  /** Raw outputs this near are good tensors. */
  private static final double GOOD_TENSORS = 0.01;

  /** Fewer places than this in common, and something is wrong. */
  private static final double WELL = 0.9;

  private static final double HARDLY_ANY_TRUE = 0.03;

  /** The rule of what no check explains. */
  static final String UNKNOWN = "unknown";

  private Doctor() {}

  /**
   * Examines boxes, and raw outputs where there are some.
   *
   * @return what was recognised; one finding {@code unknown} where much differs and nothing was;
   *     empty where there is nothing to explain
   */
  public static List<Finding> examine(Patient patient) {
    List<Finding> findings = new ArrayList<>();
    Patient now = patient;
    for (Check check : CHECKS) {
      Check.Diagnosis diagnosis = check.look(now);
      findings.addAll(diagnosis.findings());
      now = now.withBoxes(diagnosis.boxes());
    }
    mmdet3d(patient, findings);
    remainder(patient, now, findings);
    return List.copyOf(findings);
  }

  /** Two findings that come from one cause. */
  private static void mmdet3d(Patient patient, List<Finding> findings) {
    Finding size = null;
    Finding yaw = null;
    for (Finding finding : findings) {
      size = finding.rule().equals(SizeCheck.RULE) ? finding : size;
      yaw = finding.rule().equals(HeadingCheck.MIRRORED) ? finding : yaw;
    }
    if (size == null || yaw == null || !size.message().contains("l, w, h")) {
      return;
    }
    findings.remove(size);
    findings.remove(yaw);
    findings.add(
        0,
        Check.error(
            patient,
            "mmdet3d-1x-boxes",
            "size,rotation",
            "Boxes follow the convention of mmdet3d 1.x, weights or decoding that of 0.x: normal"
                + " mAP, mASE about 0.7, mAOE about 1.55",
            size.evidence() + "; " + yaw.evidence(),
            "decode with mmdet3d 0.17's convention (w, l, h and -yaw - pi/2), or convert the"
                + " checkpoint's box code"));
  }

  private static void remainder(Patient patient, Patient now, List<Finding> findings) {
    if (patient.baseline().size() == 0 && patient.boxes().size() == 0) {
      return;
    }
    double share = now.pairs(Pairs.Classes.EQUAL).share();
    boolean goodTensors =
        !patient.drifts().isEmpty()
            && patient.drifts().stream().allMatch(drift -> drift.relative() < GOOD_TENSORS);
    String places =
        Check.text("%.0f %% of the baseline's boxes have one of their class near", 100 * share);
    boolean ill = share < (patient.hasOriginal() ? WELL : HARDLY_ANY_TRUE);
    if (!ill || !findings.isEmpty()) {
      return;
    }
    if (goodTensors) {
      findings.add(
          Check.error(
              patient,
              "post-processing",
              "",
              "The raw outputs are good and the boxes are not: the fault lies after the network",
              places + Check.text("; raw outputs differ by at most %.1g", GOOD_TENSORS),
              "decode both sides' raw outputs with one decoder (bin/import takes raw tensors) and"
                  + " compare its steps: sigmoid, top-k, label = index % classes, exp of sizes,"
                  + " metres from [0, 1], the way to the global frame"));
      return;
    }
    findings.add(
        new Finding(
            UNKNOWN,
            Severity.NOTE,
            patient.rung(),
            "",
            "Much differs, and no signature known here fits",
            places,
            "bin/ladder check and bin/ladder probe for a graph; for outputs made elsewhere import"
                + " the raw tensors too, and compare the first frame of a scene first",
            ""));
  }
}
