package dev.bevdrift.metrics.diff;

import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.Headings;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * How the boxes of a candidate differ from those of a reference.
 *
 * @param kept boxes with a partner
 * @param lost boxes of the reference without one
 * @param gained boxes of the candidate without one
 * @param moved kept boxes that moved or turned further than the thresholds
 * @param reranked kept boxes whose place among the kept boxes of their sample and class, by score,
 *     is another; of equal scores the later ranks first, as in the metric
 * @param flipped kept boxes whose attribute is another
 * @param classFlipped lost boxes near which a box of another class was gained; they stay lost and
 *     gained
 */
public record BoxDiff(
    long kept, long lost, long gained, long moved, long reranked, long flipped, long classFlipped) {
  /** No boxes on either side. */
  public static final BoxDiff NONE = new BoxDiff(0, 0, 0, 0, 0, 0, 0);

  /** Counts without a class that flipped. */
  public BoxDiff(long kept, long lost, long gained, long moved, long reranked, long flipped) {
    this(kept, lost, gained, moved, reranked, flipped, 0);
  }

  /**
   * Compares sample by sample, class by class; see {@link BoxPairs}.
   *
   * @param reference boxes of any number of samples, global frame
   * @param candidate boxes of the same samples, same frame
   */
  public static BoxDiff between(
      DetectionBoxes reference, DetectionBoxes candidate, BoxDiffThresholds thresholds) {
    return between(reference, candidate, thresholds, BoxShifts.empty());
  }

  /**
   * Compares sample by sample, class by class; see {@link BoxPairs}.
   *
   * @param reference boxes of any number of samples, global frame
   * @param candidate boxes of the same samples, same frame
   * @param shifts out: how far each kept box is from its partner is added
   */
  public static BoxDiff between(
      DetectionBoxes reference,
      DetectionBoxes candidate,
      BoxDiffThresholds thresholds,
      BoxShifts shifts) {
    BoxPairs pairs = BoxPairs.of(reference, candidate, thresholds);
    long kept = 0;
    long moved = 0;
    long reranked = 0;
    long flipped = 0;
    for (List<BoxPairs.Pair> group : pairs.byGroup()) {
      kept += group.size();
      reranked += reranked(reference, candidate, group);
      for (BoxPairs.Pair pair : group) {
        moved += moved(reference, candidate, pair, thresholds) ? 1 : 0;
        flipped +=
            reference.attribute(pair.reference()) != candidate.attribute(pair.candidate()) ? 1 : 0;
        shifts.add(reference, candidate, pair);
      }
    }
    return new BoxDiff(
        kept,
        pairs.lost().size(),
        pairs.gained().size(),
        moved,
        reranked,
        flipped,
        pairs.flipped().size());
  }

  /** Both counts together. */
  public BoxDiff plus(BoxDiff other) {
    return new BoxDiff(
        kept + other.kept,
        lost + other.lost,
        gained + other.gained,
        moved + other.moved,
        reranked + other.reranked,
        flipped + other.flipped,
        classFlipped + other.classFlipped);
  }

  private static boolean moved(
      DetectionBoxes reference,
      DetectionBoxes candidate,
      BoxPairs.Pair pair,
      BoxDiffThresholds limits) {
    double dz = candidate.z(pair.candidate()) - reference.z(pair.reference());
    double turnRad =
        Headings.differenceRad(
            reference.yawRad(pair.reference()),
            candidate.yawRad(pair.candidate()),
            reference.detectionClass(pair.reference()).yawPeriodRad());
    return !(Math.hypot(pair.distanceM(), dz) <= limits.movedM())
        || !(turnRad <= limits.turnedRad());
  }

  private static long reranked(
      DetectionBoxes reference, DetectionBoxes candidate, List<BoxPairs.Pair> kept) {
    int[] before = places(kept.stream().mapToInt(BoxPairs.Pair::reference).toArray(), reference);
    int[] after = places(kept.stream().mapToInt(BoxPairs.Pair::candidate).toArray(), candidate);
    long changed = 0;
    for (int k = 0; k < before.length; k++) {
      changed += before[k] != after[k] ? 1 : 0;
    }
    return changed;
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
