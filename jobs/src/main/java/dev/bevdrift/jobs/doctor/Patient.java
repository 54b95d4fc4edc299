package dev.bevdrift.jobs.doctor;

import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.Samples;
import java.util.List;

/**
 * What the doctor looks at.
 *
 * @param rung what findings call it
 * @param against what the boxes are held against
 * @param samples of both
 * @param boxes the boxes under suspicion, global frame
 * @param baseline the boxes that are right
 * @param poses by sample; empty when nobody knows them
 * @param drifts by frame; empty when there are no raw outputs of both
 * @param failedFrames frames that gave no boxes at all, with the reason: {@code token: reason}
 * @param fastMath whether a GPU may have rounded to TF32
 */
public record Patient(
    String rung,
    Against against,
    Samples samples,
    DetectionBoxes boxes,
    DetectionBoxes baseline,
    List<FramePose> poses,
    List<FrameDrift> drifts,
    List<String> failedFrames,
    FastMath fastMath) {
  /** What boxes are held against. */
  public enum Against {
    /** Outputs that the patient should equal. */
    ORIGINAL,
    /** True boxes, which no detector equals. */
    TRUTH
  }

  /** Whether matrix products may have been rounded to TF32. */
  public enum FastMath {
    /** They were not, or on a CPU. */
    NO,
    /** The runtime was a GPU's and nobody said. */
    POSSIBLE
  }

  public Patient {
    poses = List.copyOf(poses);
    drifts = List.copyOf(drifts);
    failedFrames = List.copyOf(failedFrames);
    if (!poses.isEmpty() && poses.size() != samples.size()) {
      throw new IllegalArgumentException(
          "Cannot examine "
              + rung
              + ": "
              + poses.size()
              + " poses, expected one for each of "
              + samples.size()
              + " samples");
    }
  }

  /** Boxes against boxes, and nothing else known. */
  public static Patient of(
      String rung,
      Against against,
      Samples samples,
      DetectionBoxes boxes,
      DetectionBoxes baseline) {
    return new Patient(
        rung, against, samples, boxes, baseline, List.of(), List.of(), List.of(), FastMath.NO);
  }

  /** The same with the vehicle's poses. */
  public Patient withPoses(List<FramePose> known) {
    return new Patient(
        rung, against, samples, boxes, baseline, known, drifts, failedFrames, fastMath);
  }

  /** The same with the raw outputs' differences. */
  public Patient withDrifts(List<FrameDrift> known) {
    return new Patient(
        rung, against, samples, boxes, baseline, poses, known, failedFrames, fastMath);
  }

  /** The same with frames that failed. */
  public Patient withFailedFrames(List<String> known) {
    return new Patient(rung, against, samples, boxes, baseline, poses, drifts, known, fastMath);
  }

  /** The same, of a runtime that may have rounded. */
  public Patient withFastMath(FastMath known) {
    return new Patient(rung, against, samples, boxes, baseline, poses, drifts, failedFrames, known);
  }

  /** The same with other boxes. */
  Patient withBoxes(DetectionBoxes others) {
    return new Patient(
        rung, against, samples, others, baseline, poses, drifts, failedFrames, fastMath);
  }

  boolean hasOriginal() {
    return against == Against.ORIGINAL;
  }

  Pairs pairs(Pairs.Classes classes) {
    return Pairs.of(boxes, baseline, samples.size(), classes);
  }
}
