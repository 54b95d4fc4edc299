package dev.bevdrift.jobs.doctor;

import dev.bevdrift.metrics.box.DetectionBoxes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The best boxes of two sides, paired sample by sample by the distance of their centres.
 *
 * <p>Of the baseline those with a score of 0.1 and more take part, or all where it is truth; of the
 * other side as many, best first, whatever their scores: scores may be what is wrong. Two labels of
 * one place stand exactly there: distances are compared in steps of 5 cm, then the scores decide.
 */
final class Pairs {
  /** Whether boxes of two classes may be a pair. */
  enum Classes {
    /** Only boxes of one class. */
    EQUAL,
    /** Any two boxes. */
    ANY
  }

  /** One pair. */
  record Pair(int box, int baseline) {}

  private static final double RADIUS_M = 2;
  private static final double STEP_M = 0.05;
  private static final double LEAST_SCORE = 0.1;

  private record Near(int box, int baseline, long steps, double scoreGap) {
    static final Comparator<Near> ORDER =
        Comparator.comparingLong(Near::steps)
            .thenComparingDouble(Near::scoreGap)
            .thenComparingInt(Near::baseline)
            .thenComparingInt(Near::box);
  }

  private static final double SAME_PLACE_M = 0.2;
  private static final double SAME_SCORE = 0.02;

  private final List<Pair> pairs = new ArrayList<>();
  private final List<Integer> soughtBoxes = new ArrayList<>();
  private final int[] found;
  private final int[] sought;

  private int exact;

  private Pairs(int samples) {
    found = new int[samples];
    sought = new int[samples];
  }

  static Pairs of(DetectionBoxes boxes, DetectionBoxes baseline, int samples, Classes classes) {
    Pairs all = new Pairs(samples);
    List<List<Integer>> theirs = bySample(baseline, samples);
    List<List<Integer>> ours = bySample(boxes, samples);
    for (int s = 0; s < samples; s++) {
      List<Integer> sought =
          theirs.get(s).stream()
              .filter(
                  i ->
                      baseline.score(i) >= LEAST_SCORE
                          || baseline.score(i) == DetectionBoxes.NO_SCORE)
              .toList();
      List<Integer> best = ours.get(s);
      best.sort(Comparator.<Integer>comparingDouble(boxes::score).reversed());
      all.add(
          s,
          boxes,
          best.subList(0, Math.min(best.size(), sought.size())),
          baseline,
          sought,
          classes);
    }
    return all;
  }

  private static List<List<Integer>> bySample(DetectionBoxes boxes, int samples) {
    List<List<Integer>> lists = new ArrayList<>();
    for (int s = 0; s < samples; s++) {
      lists.add(new ArrayList<>());
    }
    for (int i = 0; i < boxes.size(); i++) {
      lists.get(boxes.sample(i)).add(i);
    }
    return lists;
  }

  private void add(
      int sample,
      DetectionBoxes boxes,
      List<Integer> ours,
      DetectionBoxes baseline,
      List<Integer> theirs,
      Classes classes) {
    List<Near> near = new ArrayList<>();
    for (int b : ours) {
      for (int r : theirs) {
        double dx = boxes.x(b) - baseline.x(r);
        double dy = boxes.y(b) - baseline.y(r);
        boolean may = classes == Classes.ANY || boxes.classIndex(b) == baseline.classIndex(r);
        // Most pairs are too far along one axis: hypot, the dear part, is left to the others.
        if (!may || Math.abs(dx) >= RADIUS_M || Math.abs(dy) >= RADIUS_M) {
          continue;
        }
        double d = Math.hypot(dx, dy);
        if (d < RADIUS_M) {
          near.add(
              new Near(b, r, (long) (d / STEP_M), Math.abs(boxes.score(b) - baseline.score(r))));
        }
      }
    }
    near.sort(Near.ORDER);
    Set<Integer> takenBoxes = new HashSet<>();
    Set<Integer> takenBaseline = new HashSet<>();
    for (Near n : near) {
      if (!takenBoxes.contains(n.box) && !takenBaseline.contains(n.baseline)) {
        takenBoxes.add(n.box);
        takenBaseline.add(n.baseline);
        pairs.add(new Pair(n.box, n.baseline));
        found[sample]++;
        exact += n.steps * STEP_M < SAME_PLACE_M && n.scoreGap < SAME_SCORE ? 1 : 0;
      }
    }
    sought[sample] += theirs.size();
    soughtBoxes.addAll(theirs);
  }

  /** The pairs, sample by sample. */
  List<Pair> list() {
    return pairs;
  }

  int size() {
    return pairs.size();
  }

  /** Boxes of the baseline that were looked for. */
  int sought() {
    int sum = 0;
    for (int n : sought) {
      sum += n;
    }
    return sum;
  }

  /** The baseline's boxes that were looked for. */
  List<Integer> soughtBoxes() {
    return soughtBoxes;
  }

  int found(int sample) {
    return found[sample];
  }

  int sought(int sample) {
    return sought[sample];
  }

  /** The share of the baseline's boxes that have a partner; 1 of nothing. */
  double share() {
    int all = sought();
    return all == 0 ? 1 : (double) pairs.size() / all;
  }

  /** The share of the baseline's boxes with a partner at their place and of their score. */
  double exactShare() {
    int all = sought();
    return all == 0 ? 1 : (double) exact / all;
  }
}
