package dev.bevdrift.metrics.diff;

import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.Headings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
 */
public record BoxDiff(long kept, long lost, long gained, long moved, long reranked, long flipped) {
  /** No boxes on either side. */
  public static final BoxDiff NONE = new BoxDiff(0, 0, 0, 0, 0, 0);

  /** A reference's box and the candidate's near it. */
  private record Pair(int reference, int candidate, double distanceM) {
    static final Comparator<Pair> NEAREST_FIRST =
        Comparator.comparingDouble(Pair::distanceM)
            .thenComparingInt(Pair::reference)
            .thenComparingInt(Pair::candidate);
  }

  /**
   * Compares sample by sample, class by class. Pairs are taken in order of distance in the ground
   * plane, of equal ones the earlier boxes first, until none is near enough.
   *
   * @param reference boxes of any number of samples, global frame
   * @param candidate boxes of the same samples, same frame
   */
  public static BoxDiff between(
      DetectionBoxes reference, DetectionBoxes candidate, BoxDiffThresholds thresholds) {
    int groups = Math.max(groupCount(reference), groupCount(candidate));
    List<List<Integer>> referenceOf = grouped(reference, groups, thresholds.minScore());
    List<List<Integer>> candidateOf = grouped(candidate, groups, thresholds.minScore());
    BoxDiff sum = NONE;
    for (int g = 0; g < groups; g++) {
      sum =
          sum.plus(
              ofGroup(reference, referenceOf.get(g), candidate, candidateOf.get(g), thresholds));
    }
    return sum;
  }

  /** Both counts together. */
  public BoxDiff plus(BoxDiff other) {
    return new BoxDiff(
        kept + other.kept,
        lost + other.lost,
        gained + other.gained,
        moved + other.moved,
        reranked + other.reranked,
        flipped + other.flipped);
  }

  private static int group(DetectionBoxes boxes, int i) {
    return boxes.sample(i) * DetectionClass.all().size() + boxes.classIndex(i);
  }

  private static int groupCount(DetectionBoxes boxes) {
    int count = 0;
    for (int i = 0; i < boxes.size(); i++) {
      count = Math.max(count, group(boxes, i) + 1);
    }
    return count;
  }

  private static List<List<Integer>> grouped(DetectionBoxes boxes, int groups, double minScore) {
    List<List<Integer>> lists = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      lists.add(new ArrayList<>());
    }
    for (int i = 0; i < boxes.size(); i++) {
      if (boxes.score(i) >= minScore) {
        lists.get(group(boxes, i)).add(i);
      }
    }
    return lists;
  }

  private static BoxDiff ofGroup(
      DetectionBoxes reference,
      List<Integer> referenceList,
      DetectionBoxes candidate,
      List<Integer> candidateList,
      BoxDiffThresholds thresholds) {
    List<Pair> near = new ArrayList<>();
    for (int r : referenceList) {
      for (int c : candidateList) {
        double d = Math.hypot(candidate.x(c) - reference.x(r), candidate.y(c) - reference.y(r));
        if (d < thresholds.matchM()) {
          near.add(new Pair(r, c, d));
        }
      }
    }
    near.sort(Pair.NEAREST_FIRST);
    Set<Integer> referenceTaken = new HashSet<>();
    Set<Integer> candidateTaken = new HashSet<>();
    List<Pair> kept = new ArrayList<>();
    for (Pair pair : near) {
      if (!referenceTaken.contains(pair.reference) && !candidateTaken.contains(pair.candidate)) {
        referenceTaken.add(pair.reference);
        candidateTaken.add(pair.candidate);
        kept.add(pair);
      }
    }
    long moved = 0;
    long flipped = 0;
    for (Pair pair : kept) {
      moved += moved(reference, candidate, pair, thresholds) ? 1 : 0;
      flipped += reference.attribute(pair.reference) != candidate.attribute(pair.candidate) ? 1 : 0;
    }
    return new BoxDiff(
        kept.size(),
        referenceList.size() - kept.size(),
        candidateList.size() - kept.size(),
        moved,
        reranked(reference, candidate, kept),
        flipped);
  }

  private static boolean moved(
      DetectionBoxes reference, DetectionBoxes candidate, Pair pair, BoxDiffThresholds limits) {
    double dz = candidate.z(pair.candidate) - reference.z(pair.reference);
    double turnRad =
        Headings.differenceRad(
            reference.yawRad(pair.reference),
            candidate.yawRad(pair.candidate),
            reference.detectionClass(pair.reference).yawPeriodRad());
    return !(Math.hypot(pair.distanceM, dz) <= limits.movedM()) || !(turnRad <= limits.turnedRad());
  }

  private static long reranked(
      DetectionBoxes reference, DetectionBoxes candidate, List<Pair> kept) {
    int[] before = places(kept.stream().mapToInt(Pair::reference).toArray(), reference);
    int[] after = places(kept.stream().mapToInt(Pair::candidate).toArray(), candidate);
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
