package dev.bevdrift.jobs.doctor;

import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.udf.finding.Finding;
import java.util.List;

/**
 * How many boxes there are: another top-k, a threshold on scores, or a suppression of neighbours.
 */
final class CountCheck implements Check {
  private static final int LEAST_BOXES = 50;
  private static final double CLEARLY_FEWER = 0.9;
  private static final double NEARBY_M = 2;
  private static final double MOST = 0.8;
  private static final double SAME_SCORE = 1e-3;

  @Override
  public Diagnosis look(Patient patient) {
    DetectionBoxes ours = patient.boxes();
    DetectionBoxes theirs = patient.baseline();
    if (!patient.hasOriginal() || theirs.size() < LEAST_BOXES || ours.size() == 0) {
      return Diagnosis.healthy(patient);
    }
    if (ours.size() >= CLEARLY_FEWER * theirs.size()) {
      return Diagnosis.healthy(patient);
    }
    List<List<Double>> kept = BoxScores.bestFirst(ours, patient.samples().size());
    List<List<Double>> all = BoxScores.bestFirst(theirs, patient.samples().size());
    double least = Double.POSITIVE_INFINITY;
    double largestLost = Double.NEGATIVE_INFINITY;
    int topParts = 0;
    int frames = 0;
    for (int s = 0; s < kept.size(); s++) {
      int n = kept.get(s).size();
      int m = all.get(s).size();
      if (n == 0 || n >= m) {
        continue;
      }
      frames++;
      double last = kept.get(s).get(n - 1);
      topParts += last >= all.get(s).get(n - 1) - SAME_SCORE ? 1 : 0;
      least = Math.min(least, last);
      largestLost = Math.max(largestLost, all.get(s).get(n));
    }
    if (frames == 0) {
      return Diagnosis.healthy(patient);
    }
    String counts = Check.text("%d boxes, the baseline has %d", ours.size(), theirs.size());
    if (topParts >= MOST * frames) {
      boolean threshold = largestLost <= least + SAME_SCORE;
      return Diagnosis.of(patient, cut(patient, threshold, counts, frames, topParts, least));
    }
    return suppressed(patient, counts);
  }

  private static Finding cut(
      Patient patient, boolean threshold, String counts, int frames, int top, double least) {
    String evidence =
        counts + Check.text("; in %d of %d frames the best of them are there", top, frames);
    return threshold
        ? Check.error(
            patient,
            "score-threshold",
            "detection_score",
            "Boxes below a score were dropped: recall and mAP end where they should not",
            evidence + Check.text(", none below %.3f", least),
            "the original has no threshold; leave it to whoever uses the boxes")
        : Check.error(
            patient,
            "top-k",
            "detection_score",
            "Fewer of the best boxes are kept than in the original",
            evidence + Check.text(", %.0f a frame", patient.boxes().size() / (double) frames),
            "the k of the top-k over queries times classes (the original's max_num is 300), and"
                + " whether it is taken of queries only");
  }

  private static Diagnosis suppressed(Patient patient, String counts) {
    DetectionBoxes ours = patient.boxes();
    DetectionBoxes theirs = patient.baseline();
    long lost = 0;
    long near = 0;
    for (int r = 0; r < theirs.size(); r++) {
      boolean there = false;
      boolean neighbour = false;
      for (int b = 0; b < ours.size() && !there; b++) {
        if (ours.sample(b) != theirs.sample(r) || ours.classIndex(b) != theirs.classIndex(r)) {
          continue;
        }
        double d = Math.hypot(ours.x(b) - theirs.x(r), ours.y(b) - theirs.y(r));
        there = d < 0.05 && Math.abs(ours.score(b) - theirs.score(r)) < SAME_SCORE;
        neighbour |= d < NEARBY_M && ours.score(b) > theirs.score(r);
      }
      lost += there ? 0 : 1;
      near += !there && neighbour ? 1 : 0;
    }
    if (near < MOST * lost) {
      return Diagnosis.healthy(patient);
    }
    return Diagnosis.of(
        patient,
        Check.error(
            patient,
            "suppressed-neighbours",
            "",
            "Boxes near better ones of their class were dropped",
            counts + Check.text("; %d of %d missing ones have a better one near", near, lost),
            "the original suppresses nothing (its decoder is NMS-free)"));
  }
}
