package dev.bevdrift.jobs.doctor;

import dev.bevdrift.metrics.box.DetectionBoxes;
import java.util.List;

/** Scores that are no probabilities, or are ranked the wrong way round. */
final class ScoreCheck implements Check {
  private static final int LEAST_BOXES = 20;
  private static final double SIGMOID_OF_1 = 1 / (1 + Math.exp(-1));

  /** Scores by rank that differ by less are those of the baseline, more or less. */
  private static final double LEAST_GAP = 0.1;

  /** What reversing them must leave of that. */
  private static final double REVERSED_FACTOR = 0.25;

  @Override
  public Diagnosis look(Patient patient) {
    DetectionBoxes boxes = patient.boxes();
    if (boxes.size() < LEAST_BOXES) {
      return Diagnosis.healthy(patient);
    }
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < boxes.size(); i++) {
      low = Math.min(low, boxes.score(i));
      high = Math.max(high, boxes.score(i));
    }
    String range = Check.text("scores of %d boxes lie in [%.4f, %.4f]", boxes.size(), low, high);
    if (low < 0 || high > 1) {
      return Diagnosis.undone(
          Check.error(
              patient,
              "scores-are-logits",
              "score",
              "Scores are logits: the sigmoid after the head is missing",
              range,
              "apply the sigmoid once to the class scores; look for a threshold that cut logits"),
          rescored(boxes, Rescore.SIGMOID));
    }
    if (low >= 0.5 && high <= SIGMOID_OF_1 + 1e-6 && high > low) {
      return Diagnosis.undone(
          Check.error(
              patient,
              "sigmoid-twice",
              "score",
              "The sigmoid was applied twice",
              range + Check.text(", sigmoid of [0, 1] is [0.5, %.4f]", SIGMOID_OF_1),
              "leave one of the two out: the graph's or the post-processing's"),
          rescored(boxes, Rescore.LOGIT));
    }
    return reversed(patient);
  }

  private enum Rescore {
    SIGMOID,
    LOGIT,
    REVERSE
  }

  private static DetectionBoxes rescored(DetectionBoxes boxes, Rescore how) {
    BoxEdit edit =
        (from, i, to) -> {
          double s = from.score(i);
          to.score(
              switch (how) {
                case SIGMOID -> 1 / (1 + Math.exp(-s));
                case LOGIT -> Math.log(s / (1 - s));
                case REVERSE -> 1 - s;
              });
        };
    return edit.of(boxes);
  }

  /** The best score of each sample, the second best, ...: against those of the baseline. */
  private static double gap(DetectionBoxes boxes, Patient patient) {
    List<List<Double>> ours = BoxScores.bestFirst(boxes, patient.samples().size());
    List<List<Double>> theirs = BoxScores.bestFirst(patient.baseline(), patient.samples().size());
    double sum = 0;
    int n = 0;
    for (int s = 0; s < ours.size(); s++) {
      for (int i = 0; i < Math.min(ours.get(s).size(), theirs.get(s).size()); i++) {
        sum += Math.abs(ours.get(s).get(i) - theirs.get(s).get(i));
        n++;
      }
    }
    return sum / Math.max(1, n);
  }

  private static Diagnosis reversed(Patient patient) {
    if (!patient.hasOriginal()) {
      return Diagnosis.healthy(patient);
    }
    DetectionBoxes turned = rescored(patient.boxes(), Rescore.REVERSE);
    double asIs = gap(patient.boxes(), patient);
    double other = gap(turned, patient);
    if (asIs < LEAST_GAP || other > REVERSED_FACTOR * asIs) {
      return Diagnosis.healthy(patient);
    }
    return Diagnosis.undone(
        Check.error(
            patient,
            "scores-reversed",
            "score",
            "The best boxes have the lowest scores",
            Check.text(
                "scores by rank differ by %.3f on average, and by %.3f where 1 - score is taken",
                asIs, other),
            "whether background is a class of its own, and the order of the top-k"),
        turned);
  }
}
