package dev.bevdrift.metrics.outcome;

import dev.bevdrift.metrics.box.BoxFilter;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.match.GreedyMatcher;
import dev.bevdrift.metrics.match.PairErrors;
import dev.bevdrift.metrics.match.ScoreRanking;
import dev.bevdrift.metrics.score.DetectionConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which class is taken for which.
 *
 * <p>The metric's greedy matcher with the classes ignored: within a sample predictions of every
 * class choose in the order of their scores, of equal ones the later first; each takes the nearest
 * true box of whatever class that is free, if it is nearer than the threshold. Only evaluated boxes
 * take part (near enough for their own class, with points, not in a rack), and of the predictions
 * those with a score of at least the floor. So a count on the diagonal is no true positive of the
 * metric: there a prediction can't lose its box to another class. Immutable, thread-safe.
 */
public final class ConfusionTable {
  /** The floor of scores unless another is given: what the box comparison of runs takes too. */
  public static final double MIN_SCORE = 0.1;

  /** The threshold of the metric's true positive errors. */
  public static final double THRESHOLD_M = 2;

  private final List<DetectionClass> classes;
  private final double minScore;
  private final double thresholdM;
  private final long[][] taken;
  private final long[] missed;
  private final long[] spurious;

  private ConfusionTable(List<DetectionClass> classes, double minScore, double thresholdM) {
    int n = DetectionClass.all().size();
    this.classes = List.copyOf(classes);
    this.minScore = minScore;
    this.thresholdM = thresholdM;
    this.taken = new long[n][n];
    this.missed = new long[n];
    this.spurious = new long[n];
  }

  /**
   * Counts.
   *
   * @param config its classes and ranges; the threshold is {@link #THRESHOLD_M}
   * @param minScore least score of a prediction, such as {@link #MIN_SCORE}
   */
  public static ConfusionTable of(
      DetectionConfig config, GroundTruth truth, DetectionBoxes predictions, double minScore) {
    if (Double.isNaN(minScore)) {
      throw new IllegalArgumentException("Cannot use a least score of NaN: expected a number");
    }
    ConfusionTable table = new ConfusionTable(config.classes(), minScore, THRESHOLD_M);
    BoxFilter filter = BoxFilter.within(config.rangesM());
    List<List<Integer>> truthOf = empty(truth.samples().size());
    for (int g = 0; g < truth.boxes().size(); g++) {
      if (filter.keeps(truth.boxes(), g, truth.samples(), truth.racks())) {
        truthOf.get(truth.boxes().sample(g)).add(g);
      }
    }
    List<List<Integer>> predictionsOf = empty(truth.samples().size());
    for (int p = 0; p < predictions.size(); p++) {
      if (predictions.score(p) >= minScore
          && filter.keeps(predictions, p, truth.samples(), truth.racks())) {
        int sample = predictions.matchSample(p);
        if (sample == DetectionBoxes.NO_SAMPLE) {
          table.spurious[predictions.classIndex(p)]++;
        } else {
          predictionsOf.get(sample).add(p);
        }
      }
    }
    GreedyMatcher matcher = new GreedyMatcher();
    for (int s = 0; s < truthOf.size(); s++) {
      int[] candidates = ints(predictionsOf.get(s));
      int[] ranked = ScoreRanking.ranked(predictions, candidates);
      table.count(matcher, truth.boxes(), ints(truthOf.get(s)), predictions, ranked);
    }
    return table;
  }

  private void count(
      GreedyMatcher matcher,
      DetectionBoxes truth,
      int[] truths,
      DetectionBoxes predictions,
      int[] ranked) {
    double[] distance = new double[ranked.length * truths.length];
    double[] nearest = new double[ranked.length];
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    for (int p = 0; p < ranked.length; p++) {
      for (int g = 0; g < truths.length; g++) {
        double d = PairErrors.transM(predictions, ranked[p], truth, truths[g]);
        distance[p * truths.length + g] = d;
        nearest[p] = d < nearest[p] ? d : nearest[p];
      }
    }
    int[] match = new int[ranked.length];
    matcher.match(distance, nearest, ranked.length, truths.length, thresholdM, match);
    boolean[] found = new boolean[truths.length];
    for (int p = 0; p < ranked.length; p++) {
      int predicted = predictions.classIndex(ranked[p]);
      if (match[p] == GreedyMatcher.UNMATCHED) {
        spurious[predicted]++;
      } else {
        found[match[p]] = true;
        taken[predicted][truth.classIndex(truths[match[p]])]++;
      }
    }
    for (int g = 0; g < truths.length; g++) {
      if (!found[g]) {
        missed[truth.classIndex(truths[g])]++;
      }
    }
  }

  private static List<List<Integer>> empty(int samples) {
    List<List<Integer>> lists = new ArrayList<>(samples);
    for (int s = 0; s < samples; s++) {
      lists.add(new ArrayList<>());
    }
    return lists;
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The classes of the config, in its order. */
  public List<DetectionClass> classes() {
    return classes;
  }

  /** The least score of a prediction that took part. */
  public double minScore() {
    return minScore;
  }

  /** A pair matches when its centres are nearer, metres. */
  public double thresholdM() {
    return thresholdM;
  }

  /** Predictions of one class that took a true box of another, or of the same. */
  public long count(DetectionClass predicted, DetectionClass actual) {
    return taken[predicted.index()][actual.index()];
  }

  /** True boxes of a class that no prediction took. */
  public long missed(DetectionClass actual) {
    return missed[actual.index()];
  }

  /** Predictions of a class that took no true box. */
  public long spurious(DetectionClass predicted) {
    return spurious[predicted.index()];
  }
}
