package dev.bevdrift.metrics.slice;

import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.metrics.match.ClassMatches;
import dev.bevdrift.metrics.match.MatchSelection;
import dev.bevdrift.metrics.score.ClassScore;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.Evaluation;
import dev.bevdrift.metrics.score.SliceInfo;
import dev.bevdrift.metrics.score.SliceNames;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The figures of parts of the boxes, out of the matches of the whole: slicing never matches again.
 *
 * <p>A true positive and a missed box belong to the slice of the true box. A prediction that
 * matches at none of the thresholds belongs to the slice of its own distance, class, speed or
 * sample; one that matches at some stays with that true box at all of them, as a false positive
 * where it is too far (the few that match true boxes of two slices, at different thresholds, are in
 * both). Of a property that only true boxes have, a prediction that matches nowhere counts in every
 * slice. A slice of whole samples equals the evaluation of these samples alone.
 */
public final class Slices {
  private Slices() {}

  /** Every box: the score itself. */
  public static SliceScore all(DetectionScore score, SliceSettings settings) {
    return new SliceScore(SliceNames.ALL, score, info(score, settings, ""));
  }

  /**
   * The slices of one property that hold any box, in the order of its values.
   *
   * @param whole made of the boxes that the property was made for
   */
  public static List<SliceScore> of(
      DetectionScore whole, SliceProperty property, SliceSettings settings) {
    List<ClassScore> classes = whole.classScores();
    List<Membership> members =
        classes.parallelStream().map(c -> Membership.of(c.matches(), property)).toList();
    return IntStream.range(0, property.values().size())
        .parallel()
        .mapToObj(s -> slice(whole, property, settings, members, s))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<SliceScore> slice(
      DetectionScore whole,
      SliceProperty property,
      SliceSettings settings,
      List<Membership> members,
      int slice) {
    // A prediction that has no value is in every slice, which alone makes none.
    boolean empty =
        property.reach() == SliceProperty.Reach.TRUE_BOXES
            ? members.stream().allMatch(m -> m.truths(slice).isEmpty())
            : members.stream().allMatch(m -> m.isEmpty(slice));
    if (empty) {
      return Optional.empty();
    }
    boolean ofSamples = property.reach() == SliceProperty.Reach.SAMPLES;
    int[] index = IntStream.range(0, whole.samples().size()).toArray();
    Samples samples =
        ofSamples ? samples(whole.samples(), property, slice, index) : whole.samples();
    List<ClassMatches> matches = new ArrayList<>();
    for (int c = 0; c < members.size(); c++) {
      Membership member = members.get(c);
      matches.add(
          MatchSelection.of(
              whole.classScores().get(c).matches(),
              member.ranks(slice),
              member.truths(slice),
              s -> index[s]));
    }
    DetectionScore score = Evaluation.ofMatches(whole.config(), samples, matches);
    String lowerBound =
        property.reach() == SliceProperty.Reach.TRUE_BOXES
            ? "false positives count in every slice by "
                + property.name()
                + ": precision is a lower bound"
            : "";
    return Optional.of(
        new SliceScore(
            SliceNames.of(property.name(), property.values().get(slice)),
            score,
            info(score, settings, lowerBound)));
  }

  /**
   * The samples of a slice.
   *
   * @param index in: any; out: of each sample its index in the answer
   */
  private static Samples samples(Samples whole, SliceProperty property, int slice, int[] index) {
    Samples.Builder kept = Samples.builder();
    for (int s = 0; s < whole.size(); s++) {
      index[s] = -1;
      if (property.ofSample(s) == slice) {
        String scene = whole.sceneNames().get(whole.scene(s));
        index[s] = kept.add(whole.token(s), scene, new Vec3(whole.egoX(s), whole.egoY(s), 0));
      }
    }
    return kept.build();
  }

  private static SliceInfo info(DetectionScore score, SliceSettings settings, String note) {
    long truths = 0;
    long predictions = 0;
    BitSet samples = new BitSet();
    BitSet scenes = new BitSet();
    for (ClassScore c : score.classScores()) {
      ClassMatches matches = c.matches();
      truths += matches.truths();
      predictions += matches.predictions();
      for (int k = 0; k < matches.truths(); k++) {
        samples.set(matches.truthSample(k));
        scenes.set(score.samples().scene(matches.truthSample(k)));
      }
    }
    List<String> notes = new ArrayList<>();
    if (truths < settings.leastTrueBoxes()) {
      notes.add("true boxes: " + truths + ", fewer than " + settings.leastTrueBoxes());
    }
    if (scenes.cardinality() < settings.leastScenes()) {
      notes.add(
          "scenes with true boxes: "
              + scenes.cardinality()
              + ", fewer than "
              + settings.leastScenes());
    }
    boolean small = !notes.isEmpty();
    if (!note.isEmpty()) {
      notes.add(note);
    }
    return new SliceInfo(
        truths,
        predictions,
        samples.cardinality(),
        scenes.cardinality(),
        small ? SliceInfo.Size.TOO_SMALL : SliceInfo.Size.ENOUGH,
        (small ? "too small: " : "") + String.join("; ", notes));
  }
}
