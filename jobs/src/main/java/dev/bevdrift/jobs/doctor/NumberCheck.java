package dev.bevdrift.jobs.doctor;

import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.udf.finding.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Numbers that are none: NaN and infinite fields, in boxes, raw outputs or failed frames. */
final class NumberCheck implements Check {
  @Override
  public Diagnosis look(Patient patient) {
    List<Finding> findings = new ArrayList<>();
    DetectionBoxes boxes = patient.boxes();
    Set<Integer> frames = new TreeSet<>();
    int[] bad = IntStream.range(0, boxes.size()).filter(i -> !finite(boxes, i)).toArray();
    for (int i : bad) {
      frames.add(boxes.sample(i));
    }
    if (bad.length > 0) {
      findings.add(
          undefined(
              patient,
              patient.samples().token(boxes.sample(bad[0])),
              Check.text(
                  "%d of %d boxes in %d of %d frames have a field that is NaN or infinite, first %s",
                  bad.length,
                  boxes.size(),
                  frames.size(),
                  patient.samples().size(),
                  fields(boxes, bad[0]))));
    }
    List<FrameDrift> tensors =
        patient.drifts().stream().filter(drift -> drift.nonFinite() > 0).toList();
    if (!tensors.isEmpty()) {
      findings.add(
          undefined(
              patient,
              tensors.get(0).sampleToken(),
              Check.text(
                  "raw outputs of %d of %d frames hold numbers that are NaN or infinite, %d in the"
                      + " first",
                  tensors.size(), patient.drifts().size(), tensors.get(0).nonFinite())));
    }
    List<String> failed =
        patient.failedFrames().stream()
            .filter(reason -> reason.contains("NaN") || reason.contains("finite"))
            .toList();
    if (!failed.isEmpty()) {
      findings.add(
          undefined(
              patient,
              failed.get(0).substring(0, failed.get(0).indexOf(':')),
              Check.text("%d frames failed, first %s", failed.size(), failed.get(0))));
    }
    int[] good = IntStream.range(0, boxes.size()).filter(i -> finite(boxes, i)).toArray();
    return new Diagnosis(findings, bad.length == 0 ? boxes : boxes.reordered(good));
  }

  private static Finding undefined(Patient patient, String frame, String evidence) {
    return Check.error(
        patient,
        "nan",
        frame,
        "Outputs are not numbers",
        evidence,
        "float16 overflow (above 65504), a division by a zero depth or an inverse of a sigmoid at 0"
            + " or 1: expose the values before that frame's outputs and find the first that is not"
            + " finite; run the graph in float32");
  }

  private static boolean finite(DetectionBoxes boxes, int i) {
    return fields(boxes, i).isEmpty();
  }

  /** The fields that are no numbers; an unknown velocity is allowed. */
  private static String fields(DetectionBoxes b, int i) {
    List<String> names = new ArrayList<>();
    if (!Double.isFinite(b.x(i) + b.y(i) + b.z(i))) {
      names.add("translation");
    }
    if (!Double.isFinite(b.width(i) + b.length(i) + b.height(i))) {
      names.add("size");
    }
    if (!Double.isFinite(b.qw(i) + b.qx(i) + b.qy(i) + b.qz(i))) {
      names.add("rotation");
    }
    if (!Double.isFinite(b.score(i))) {
      names.add("score");
    }
    if (Double.isInfinite(b.vx(i)) || Double.isInfinite(b.vy(i))) {
      names.add("velocity");
    }
    return String.join(", ", names);
  }
}
