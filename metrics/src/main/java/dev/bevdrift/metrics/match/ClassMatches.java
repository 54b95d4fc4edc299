package dev.bevdrift.metrics.match;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.TpError;
import java.util.Arrays;
import java.util.List;

/**
 * The ranked predictions of one class and their matches at every distance threshold.
 *
 * <p>Distances are computed once for all thresholds. Immutable, thread-safe.
 */
public final class ClassMatches {
  private final DetectionClass detectionClass;
  private final int[] ranked;
  private final double[] score;
  private final int[] sampleOfRank;
  private final int[] truths;
  private final int[] sampleOfTruth;
  private final ThresholdMatches[] byThreshold;

  ClassMatches(
      DetectionClass detectionClass,
      int[] ranked,
      double[] score,
      int[] sampleOfRank,
      int[] truths,
      int[] sampleOfTruth,
      ThresholdMatches[] byThreshold) {
    this.detectionClass = detectionClass;
    this.ranked = ranked;
    this.score = score;
    this.sampleOfRank = sampleOfRank;
    this.truths = truths;
    this.sampleOfTruth = sampleOfTruth;
    this.byThreshold = byThreshold;
  }

  /**
   * Ranks and matches the evaluated boxes of a class.
   *
   * @param truth the ground truth
   * @param truthList its evaluated boxes of the class, ascending indices
   * @param predictions of the same samples
   * @param predictionList the evaluated ones of the class, ascending indices
   * @param thresholdsM distances; a pair matches strictly below
   * @param strictness what a velocity that is not a number means
   * @throws InputException if a matched box has a size that is not positive
   */
  public static ClassMatches of(
      DetectionClass detectionClass,
      GroundTruth truth,
      int[] truthList,
      DetectionBoxes predictions,
      int[] predictionList,
      List<Double> thresholdsM,
      Strictness strictness) {
    return of(
        detectionClass,
        truth,
        truthList.clone(),
        BySample.of(truth.boxes(), truthList, truth.samples().size()),
        predictions,
        predictionList,
        thresholdsM,
        strictness);
  }

  /**
   * Ranks and matches the evaluated boxes of a class.
   *
   * @param index the ground truth
   * @param predictions of the same samples
   * @param predictionList the evaluated ones of the class, ascending indices
   * @param thresholdsM distances; a pair matches strictly below
   * @param strictness what a velocity that is not a number means
   * @throws InputException if a matched box has a size that is not positive
   */
  public static ClassMatches of(
      DetectionClass detectionClass,
      TruthIndex index,
      DetectionBoxes predictions,
      int[] predictionList,
      List<Double> thresholdsM,
      Strictness strictness) {
    return of(
        detectionClass,
        index.truth(),
        index.list(detectionClass),
        index.bySample(detectionClass),
        predictions,
        predictionList,
        thresholdsM,
        strictness);
  }

  private static ClassMatches of(
      DetectionClass detectionClass,
      GroundTruth truth,
      int[] truthList,
      BySample truthsOf,
      DetectionBoxes predictions,
      int[] predictionList,
      List<Double> thresholdsM,
      Strictness strictness) {
    int[] ranked = ScoreRanking.ranked(predictions, predictionList);
    double[] score = new double[ranked.length];
    int[] sampleOfRank = new int[ranked.length];
    for (int r = 0; r < ranked.length; r++) {
      score[r] = predictions.score(ranked[r]);
      sampleOfRank[r] = predictions.sample(ranked[r]);
    }
    int[][] truthOfRank =
        SampleMatching.truthOfRank(
            truth.boxes(), truthList, truthsOf, predictions, ranked, thresholdsM);
    ThresholdMatches[] matches = new ThresholdMatches[thresholdsM.size()];
    Arrays.setAll(matches, t -> new ThresholdMatches());
    double[] errors = new double[TpError.values().length];
    for (int r = 0; r < ranked.length; r++) {
      int measured = GreedyMatcher.UNMATCHED;
      for (int t = 0; t < matches.length; t++) {
        int g = truthOfRank[t][r];
        if (g == GreedyMatcher.UNMATCHED) {
          continue;
        }
        if (g != measured) {
          measure(predictions, ranked[r], truth, g, strictness, errors);
          measured = g;
        }
        matches[t].add(r, g, errors);
      }
    }
    int[] sampleOfTruth = new int[truthList.length];
    Arrays.setAll(sampleOfTruth, k -> truth.boxes().sample(truthList[k]));
    return new ClassMatches(
        detectionClass, ranked, score, sampleOfRank, truthList, sampleOfTruth, matches);
  }

  private static void measure(
      DetectionBoxes predictions,
      int p,
      GroundTruth truth,
      int g,
      Strictness strictness,
      double[] errors) {
    DetectionBoxes boxes = truth.boxes();
    requirePositiveSize(boxes, g, truth);
    requirePositiveSize(predictions, p, truth);
    if (strictness == Strictness.DEVKIT && predictions.velocityMissing(p)) {
      throw new InputException(
          "Cannot evaluate "
              + predictions.address(p, truth.samples())
              + ": velocity is not a number, expected two numbers (or NaN) in a matched box");
    }
    errors[TpError.TRANS.index()] = PairErrors.transM(predictions, p, boxes, g);
    errors[TpError.SCALE.index()] = PairErrors.scale(predictions, p, boxes, g);
    errors[TpError.ORIENT.index()] = PairErrors.orientRad(predictions, p, boxes, g);
    errors[TpError.VEL.index()] = PairErrors.velMps(predictions, p, boxes, g);
    errors[TpError.ATTR.index()] = PairErrors.attr(predictions, p, boxes, g);
  }

  private static void requirePositiveSize(DetectionBoxes boxes, int i, GroundTruth truth) {
    if (!(boxes.width(i) > 0 && boxes.length(i) > 0 && boxes.height(i) > 0)) {
      throw new InputException(
          "Cannot evaluate "
              + boxes.address(i, truth.samples())
              + ": size is ["
              + boxes.width(i)
              + ", "
              + boxes.length(i)
              + ", "
              + boxes.height(i)
              + "], expected positive numbers in a matched box");
    }
  }

  public DetectionClass detectionClass() {
    return detectionClass;
  }

  /** Number of evaluated true boxes, the denominator of recall. */
  public int truths() {
    return truths.length;
  }

  /** The {@code k}-th evaluated true box, as an index into the ground truth's boxes. */
  public int truth(int k) {
    return truths[k];
  }

  /** The sample of the {@code k}-th evaluated true box. */
  public int truthSample(int k) {
    return sampleOfTruth[k];
  }

  /** Number of evaluated predictions. */
  public int predictions() {
    return ranked.length;
  }

  /** The prediction at a rank, as an index into the predictions. */
  public int prediction(int rank) {
    return ranked[rank];
  }

  public double score(int rank) {
    return score[rank];
  }

  /** The sample under which the prediction at a rank was filed. */
  public int sample(int rank) {
    return sampleOfRank[rank];
  }

  /** Number of thresholds. */
  public int thresholds() {
    return byThreshold.length;
  }

  /** The matches at the {@code t}-th threshold. */
  public ThresholdMatches at(int t) {
    return byThreshold[t];
  }
}
