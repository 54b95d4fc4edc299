package dev.bevdrift.metrics.outcome;

import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.box.TruthFacts;
import dev.bevdrift.metrics.match.ClassMatches;
import dev.bevdrift.metrics.match.ThresholdMatches;
import dev.bevdrift.metrics.score.ClassScore;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.slice.SliceProperties;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Says of every evaluated box what became of it, out of the matches of a score.
 *
 * <p>Boxes that the filters leave out (too far, without points, in a bicycle rack) have no outcome.
 */
public final class BoxOutcomes {
  private static final int NONE = -1;

  private final DetectionScore score;
  private final GroundTruth truth;
  private final DetectionBoxes predictions;
  private final TruthFacts facts;

  private BoxOutcomes(
      DetectionScore score, GroundTruth truth, DetectionBoxes predictions, TruthFacts facts) {
    this.score = score;
    this.truth = truth;
    this.predictions = predictions;
    this.facts = facts;
  }

  /**
   * Gives every outcome: by class in the order of the config; within a class predictions, best
   * score first, then missed boxes in the order of the ground truth.
   *
   * @param score of the predictions on the truth
   */
  public static void forEach(
      DetectionScore score,
      GroundTruth truth,
      DetectionBoxes predictions,
      TruthFacts facts,
      Consumer<BoxOutcome> action) {
    BoxOutcomes all = new BoxOutcomes(score, truth, predictions, facts);
    score.classScores().stream().map(ClassScore::matches).forEach(m -> all.ofClass(m, action));
  }

  private void ofClass(ClassMatches matches, Consumer<BoxOutcome> action) {
    int tp = score.config().tpThresholdIndex();
    int[][] truthOfRank = new int[matches.thresholds()][matches.predictions()];
    int[][] rankOfTruth = new int[matches.thresholds()][truth.boxes().size()];
    for (int t = 0; t < matches.thresholds(); t++) {
      Arrays.fill(truthOfRank[t], NONE);
      Arrays.fill(rankOfTruth[t], NONE);
      ThresholdMatches at = matches.at(t);
      for (int m = 0; m < at.size(); m++) {
        truthOfRank[t][at.rank(m)] = at.truth(m);
        rankOfTruth[t][at.truth(m)] = at.rank(m);
      }
    }
    ThresholdMatches found = matches.at(tp);
    int next = 0;
    for (int r = 0; r < matches.predictions(); r++) {
      boolean isFound = truthOfRank[tp][r] != NONE;
      List<Double> at = matchedAt(truthOfRank, r);
      action.accept(isFound ? found(matches, r, at, found, next++) : spurious(matches, r, at));
    }
    for (int k = 0; k < matches.truths(); k++) {
      int g = matches.truth(k);
      if (rankOfTruth[tp][g] == NONE) {
        action.accept(missed(matches, g, matchedAt(rankOfTruth, g)));
      }
    }
  }

  private List<Double> matchedAt(int[][] partners, int box) {
    List<Double> thresholds = new ArrayList<>();
    for (int t = 0; t < partners.length; t++) {
      if (partners[t][box] != NONE) {
        thresholds.add(score.config().distanceThresholdsM().get(t));
      }
    }
    return thresholds;
  }

  private BoxOutcome found(
      ClassMatches matches, int rank, List<Double> at, ThresholdMatches found, int m) {
    List<Double> errors = new ArrayList<>();
    for (TpError which : TpError.values()) {
      boolean defined = matches.detectionClass().defines(which);
      errors.add(defined ? found.error(which, m) : Double.NaN);
    }
    return of(
        matches,
        BoxOutcome.Kind.TP,
        OptionalInt.of(rank),
        OptionalInt.of(found.truth(m)),
        at,
        errors);
  }

  private BoxOutcome spurious(ClassMatches matches, int rank, List<Double> at) {
    return of(
        matches, BoxOutcome.Kind.FP, OptionalInt.of(rank), OptionalInt.empty(), at, noErrors());
  }

  private BoxOutcome missed(ClassMatches matches, int g, List<Double> at) {
    return of(matches, BoxOutcome.Kind.FN, OptionalInt.empty(), OptionalInt.of(g), at, noErrors());
  }

  private static List<Double> noErrors() {
    return Collections.nCopies(TpError.values().length, Double.NaN);
  }

  private BoxOutcome of(
      ClassMatches matches,
      BoxOutcome.Kind kind,
      OptionalInt rank,
      OptionalInt trueBox,
      List<Double> at,
      List<Double> errors) {
    boolean predicted = rank.isPresent();
    int p = predicted ? matches.prediction(rank.getAsInt()) : NONE;
    DetectionBoxes boxes = trueBox.isPresent() ? truth.boxes() : predictions;
    int box = trueBox.isPresent() ? trueBox.getAsInt() : p;
    int sample = predicted ? predictions.sample(p) : truth.boxes().sample(box);
    int points = trueBox.isPresent() ? truth.boxes().numPts(box) : DetectionBoxes.POINTS_UNKNOWN;
    return new BoxOutcome(
        sample,
        kind,
        matches.detectionClass(),
        predicted ? OptionalInt.of(p) : OptionalInt.empty(),
        predicted ? matches.score(rank.getAsInt()) : Double.NaN,
        trueBox,
        at,
        errors,
        SliceProperties.distanceM(boxes, box, truth.samples()),
        SliceProperties.speedMps(boxes, box),
        points == DetectionBoxes.POINTS_UNKNOWN ? OptionalInt.empty() : OptionalInt.of(points),
        trueBox.isPresent() ? facts.visibility(box) : "",
        trueBox.isPresent() ? facts.instance(box) : "",
        facts.ofSample(sample));
  }
}
