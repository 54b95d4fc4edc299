package dev.bevdrift.jobs.doctor;

import dev.bevdrift.metrics.box.DetectionBoxes;
import java.util.List;

/** Sizes whose three numbers stand in another order, or are still logarithms. */
final class SizeCheck implements Check {
  static final String RULE = "size-order";
  private static final int LEAST_PAIRS = 5;
  private static final double LONGISH = 1.5;
  private static final double GAIN = 0.1;
  private static final double FACTOR = 0.75;

  /** What stands where width, length and height are expected. */
  private record Order(String text, int width, int length, int height) {}

  private static final Order RIGHT = new Order("w, l, h", 0, 1, 2);
  private static final List<Order> WRONG =
      List.of(
          new Order("l, w, h", 1, 0, 2),
          new Order("h, l, w", 2, 1, 0),
          new Order("w, h, l", 0, 2, 1),
          new Order("l, h, w", 1, 2, 0),
          new Order("h, w, l", 2, 0, 1));

  @Override
  public Diagnosis look(Patient patient) {
    List<Pairs.Pair> pairs =
        patient.pairs(Pairs.Classes.EQUAL).list().stream()
            .filter(pair -> longish(patient.baseline(), pair.baseline()))
            .toList();
    if (pairs.size() < LEAST_PAIRS) {
      return Diagnosis.healthy(patient);
    }
    double asIs = error(patient, pairs, RIGHT);
    Diagnosis logarithms = logarithms(patient, pairs, asIs);
    if (!logarithms.findings().isEmpty()) {
      return logarithms;
    }
    Order best = RIGHT;
    double least = asIs;
    for (Order order : WRONG) {
      double error = error(patient, pairs, order);
      if (error < least) {
        least = error;
        best = order;
      }
    }
    if (least > asIs - GAIN || least > FACTOR * asIs) {
      return Diagnosis.healthy(patient);
    }
    Order found = best;
    BoxEdit undo =
        (from, i, to) ->
            to.size(at(from, i, found.width), at(from, i, found.length), at(from, i, found.height));
    return Diagnosis.undone(
        Check.error(
            patient,
            RULE,
            "size",
            "Sizes stand in the order " + found.text + " where w, l, h is expected",
            Check.text(
                "the scale error over %d pairs is %.3f, and %.3f in the other order",
                pairs.size(), asIs, least),
            "the order in the box code: mmdet3d before 1.0 and nuScenes have w, l, h, mmdet3d 1.x"
                + " l, w, h"),
        undo.of(patient.boxes()));
  }

  private static Diagnosis logarithms(Patient patient, List<Pairs.Pair> pairs, double asIs) {
    int negative = 0;
    double least = 0;
    for (Pairs.Pair pair : pairs) {
      int b = pair.box();
      DetectionBoxes boxes = patient.boxes();
      negative += Math.min(boxes.width(b), boxes.height(b)) <= 0 ? 1 : 0;
      least +=
          scale(
              Math.exp(boxes.width(b)),
              Math.exp(boxes.length(b)),
              Math.exp(boxes.height(b)),
              patient.baseline(),
              pair.baseline());
    }
    least /= pairs.size();
    if (least > asIs - GAIN || least > FACTOR / 2 * asIs) {
      return Diagnosis.healthy(patient);
    }
    BoxEdit undo =
        (from, i, to) ->
            to.size(Math.exp(from.width(i)), Math.exp(from.length(i)), Math.exp(from.height(i)));
    return Diagnosis.undone(
        Check.error(
            patient,
            "size-logarithm",
            "size",
            "Sizes are logarithms: the exponential after the head is missing",
            Check.text(
                "the scale error over %d pairs is %.3f, and %.3f of the exponentials; %d pairs have"
                    + " a size of zero or less",
                pairs.size(), asIs, least, negative),
            "apply exp to entries 2, 3 and 5 of the box code"),
        undo.of(patient.boxes()));
  }

  private static boolean longish(DetectionBoxes boxes, int i) {
    return boxes.length(i) >= LONGISH * boxes.width(i)
        || boxes.width(i) >= LONGISH * boxes.length(i);
  }

  private static double at(DetectionBoxes boxes, int i, int which) {
    return switch (which) {
      case 0 -> boxes.width(i);
      case 1 -> boxes.length(i);
      default -> boxes.height(i);
    };
  }

  private static double error(Patient patient, List<Pairs.Pair> pairs, Order order) {
    double sum = 0;
    DetectionBoxes boxes = patient.boxes();
    for (Pairs.Pair pair : pairs) {
      sum +=
          scale(
              at(boxes, pair.box(), order.width),
              at(boxes, pair.box(), order.length),
              at(boxes, pair.box(), order.height),
              patient.baseline(),
              pair.baseline());
    }
    return sum / pairs.size();
  }

  /** 1 - IoU of two boxes with equal centre and heading; 1 where a size is not positive. */
  private static double scale(double w, double l, double h, DetectionBoxes baseline, int r) {
    if (!(w > 0 && l > 0 && h > 0)) {
      return 1;
    }
    double common =
        Math.min(w, baseline.width(r))
            * Math.min(l, baseline.length(r))
            * Math.min(h, baseline.height(r));
    double theirs = baseline.width(r) * baseline.length(r) * baseline.height(r);
    return 1 - common / (w * l * h + theirs - common);
  }
}
