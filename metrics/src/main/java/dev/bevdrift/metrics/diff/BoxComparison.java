package dev.bevdrift.metrics.diff;

import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.Headings;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The boxes of a candidate beside those of a reference, paired once (see {@link BoxPairs}) and
 * counted as often as is asked for. Not thread-safe.
 */
public final class BoxComparison {
  private static final BoxDiff LOST = new BoxDiff(0, 1, 0, 0, 0, 0);
  private static final BoxDiff GAINED = new BoxDiff(0, 0, 1, 0, 0, 0);
  private static final BoxDiff CLASS_FLIPPED = new BoxDiff(0, 0, 0, 0, 0, 0, 1);

  private final DetectionBoxes reference;
  private final DetectionBoxes candidate;
  private final BoxDiffThresholds thresholds;
  private final BoxPairs pairs;

  /** By what a box is told apart, such as its distance. */
  @FunctionalInterface
  public interface SlicesOf {
    /** The names of the slices that hold a box. */
    List<String> slices(DetectionBoxes boxes, int i);
  }

  /** What becomes of a box, or of a pair that is told apart by the reference's box. */
  private interface Fates {
    void add(DetectionBoxes boxes, int i, BoxDiff fate);
  }

  private BoxComparison(
      DetectionBoxes reference, DetectionBoxes candidate, BoxDiffThresholds thresholds) {
    this.reference = reference;
    this.candidate = candidate;
    this.thresholds = thresholds;
    this.pairs = BoxPairs.of(reference, candidate, thresholds);
  }

  /**
   * Pairs boxes.
   *
   * @param reference boxes of any number of samples, global frame
   * @param candidate boxes of the same samples, same frame
   */
  public static BoxComparison of(
      DetectionBoxes reference, DetectionBoxes candidate, BoxDiffThresholds thresholds) {
    return new BoxComparison(reference, candidate, thresholds);
  }

  /** All boxes. */
  public BoxDiff total() {
    return bySlice((boxes, i) -> List.of("")).getOrDefault("", BoxDiff.NONE);
  }

  /**
   * The boxes of each slice, by its name: a kept or lost box is in its reference's slices, a gained
   * one in its own.
   */
  public Map<String, BoxDiff> bySlice(SlicesOf of) {
    Map<String, BoxDiff> counts = new TreeMap<>();
    each(
        (boxes, i, fate) -> {
          for (String slice : of.slices(boxes, i)) {
            counts.merge(slice, fate, BoxDiff::plus);
          }
        });
    return counts;
  }

  private void each(Fates fates) {
    for (List<BoxPairs.Pair> group : pairs.byGroup()) {
      int[] before = places(group.stream().mapToInt(BoxPairs.Pair::reference).toArray(), reference);
      int[] after = places(group.stream().mapToInt(BoxPairs.Pair::candidate).toArray(), candidate);
      for (int k = 0; k < before.length; k++) {
        BoxPairs.Pair pair = group.get(k);
        boolean flipped =
            reference.attribute(pair.reference()) != candidate.attribute(pair.candidate());
        fates.add(
            reference,
            pair.reference(),
            new BoxDiff(
                1, 0, 0, moved(pair) ? 1 : 0, before[k] != after[k] ? 1 : 0, flipped ? 1 : 0));
      }
    }
    pairs.lost().forEach(i -> fates.add(reference, i, LOST));
    pairs.gained().forEach(i -> fates.add(candidate, i, GAINED));
    pairs.flipped().forEach(pair -> fates.add(reference, pair.reference(), CLASS_FLIPPED));
  }

  /** How far kept boxes are from their partners. */
  public BoxShifts shifts() {
    BoxShifts shifts = BoxShifts.empty();
    pairs.byGroup().forEach(g -> g.forEach(pair -> shifts.add(reference, candidate, pair)));
    return shifts;
  }

  private boolean moved(BoxPairs.Pair pair) {
    double dz = candidate.z(pair.candidate()) - reference.z(pair.reference());
    double turnRad =
        Headings.differenceRad(
            reference.yawRad(pair.reference()),
            candidate.yawRad(pair.candidate()),
            reference.detectionClass(pair.reference()).yawPeriodRad());
    return !(Math.hypot(pair.distanceM(), dz) <= thresholds.movedM())
        || !(turnRad <= thresholds.turnedRad());
  }

  /** The place of each box of a list, best score first, of equal ones the later first. */
  private static int[] places(int[] list, DetectionBoxes boxes) {
    Integer[] order = new Integer[list.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order,
        Comparator.<Integer>comparingDouble(i -> boxes.score(list[i]))
            .thenComparingInt(i -> list[i])
            .reversed());
    int[] place = new int[list.length];
    for (int p = 0; p < order.length; p++) {
      place[order[p]] = p;
    }
    return place;
  }
}
