package dev.bevdrift.metrics.diff;

import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionClass;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which boxes of a candidate are the same as which of a reference.
 *
 * <p>Pairs are taken sample by sample and class by class in order of distance in the ground plane,
 * of equal ones the earlier boxes first, until none is near enough. Of the boxes left over, those
 * of one sample are paired once more in the same way, whatever their classes: their class flipped.
 *
 * @param byGroup pairs of each sample and class; a group without boxes has none
 * @param lost boxes of the reference without a partner of their class
 * @param gained boxes of the candidate without one
 * @param flipped pairs of a lost box and a gained one
 */
record BoxPairs(
    List<List<Pair>> byGroup, List<Integer> lost, List<Integer> gained, List<Pair> flipped) {
  /** A reference's box and the candidate's near it. */
  record Pair(int reference, int candidate, double distanceM) {
    static final Comparator<Pair> NEAREST_FIRST =
        Comparator.comparingDouble(Pair::distanceM)
            .thenComparingInt(Pair::reference)
            .thenComparingInt(Pair::candidate);
  }

  /** Pairs boxes of the same samples in the same frame. */
  static BoxPairs of(
      DetectionBoxes reference, DetectionBoxes candidate, BoxDiffThresholds thresholds) {
    int classes = DetectionClass.all().size();
    int samples = Math.max(samples(reference), samples(candidate));
    List<List<Integer>> ours = grouped(reference, samples * classes, thresholds.minScore());
    List<List<Integer>> theirs = grouped(candidate, samples * classes, thresholds.minScore());
    List<List<Pair>> byGroup = new ArrayList<>();
    List<Integer> lost = new ArrayList<>();
    List<Integer> gained = new ArrayList<>();
    List<Pair> flipped = new ArrayList<>();
    for (int sample = 0; sample < samples; sample++) {
      List<Integer> lostHere = new ArrayList<>();
      List<Integer> gainedHere = new ArrayList<>();
      for (int g = sample * classes; g < (sample + 1) * classes; g++) {
        List<Pair> pairs =
            pairs(reference, ours.get(g), candidate, theirs.get(g), thresholds.matchM());
        byGroup.add(pairs);
        lostHere.addAll(without(ours.get(g), pairs.stream().map(Pair::reference).toList()));
        gainedHere.addAll(without(theirs.get(g), pairs.stream().map(Pair::candidate).toList()));
      }
      // Two of one class are no nearer than the match distance, or they were a pair already.
      flipped.addAll(pairs(reference, lostHere, candidate, gainedHere, thresholds.matchM()));
      lost.addAll(lostHere);
      gained.addAll(gainedHere);
    }
    return new BoxPairs(byGroup, lost, gained, flipped);
  }

  private static int samples(DetectionBoxes boxes) {
    int count = 0;
    for (int i = 0; i < boxes.size(); i++) {
      count = Math.max(count, boxes.sample(i) + 1);
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
        int group = boxes.sample(i) * DetectionClass.all().size() + boxes.classIndex(i);
        lists.get(group).add(i);
      }
    }
    return lists;
  }

  private static List<Integer> without(List<Integer> boxes, List<Integer> taken) {
    Set<Integer> gone = new HashSet<>(taken);
    return boxes.stream().filter(i -> !gone.contains(i)).toList();
  }

  private static List<Pair> pairs(
      DetectionBoxes reference,
      List<Integer> referenceList,
      DetectionBoxes candidate,
      List<Integer> candidateList,
      double matchM) {
    List<Pair> near = new ArrayList<>();
    for (int r : referenceList) {
      for (int c : candidateList) {
        double d = Math.hypot(candidate.x(c) - reference.x(r), candidate.y(c) - reference.y(r));
        if (d < matchM) {
          near.add(new Pair(r, c, d));
        }
      }
    }
    near.sort(Pair.NEAREST_FIRST);
    Set<Integer> referenceTaken = new HashSet<>();
    Set<Integer> candidateTaken = new HashSet<>();
    List<Pair> taken = new ArrayList<>();
    for (Pair pair : near) {
      if (!referenceTaken.contains(pair.reference) && !candidateTaken.contains(pair.candidate)) {
        referenceTaken.add(pair.reference);
        candidateTaken.add(pair.candidate);
        taken.add(pair);
      }
    }
    return taken;
  }
}
