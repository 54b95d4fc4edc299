package dev.bevdrift.jobs.doctor;

import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.Samples;
import java.util.List;

/**
 * Healthy boxes that faults are injected into.
 *
 * @param boxes a detector's, global frame
 * @param truth the true boxes of the same samples
 * @param poses by sample
 */
record Material(
    String name,
    Samples samples,
    DetectionBoxes boxes,
    DetectionBoxes truth,
    List<FramePose> poses) {

  /** The doctor's view of faulty boxes against the healthy ones. */
  Patient against(Patient.Against what, DetectionBoxes faulty) {
    return Patient.of(name, what, samples, faulty, what == Patient.Against.ORIGINAL ? boxes : truth)
        .withPoses(poses);
  }
}
