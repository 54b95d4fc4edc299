package dev.bevdrift.metrics.interval;

import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.score.ClassScore;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Computes the figures of one run under every draw of its clusters.
 *
 * <p>The run is ranked and matched once; a draw only changes how often each cluster counts. The
 * result depends on the score, the clusters, the seed and the number of replicates alone, not on
 * threads.
 */
public final class SceneBootstrap {
  private SceneBootstrap() {}

  /**
   * The figures of a run under {@code replicates} draws, and with each cluster left out once.
   *
   * @param score the run
   * @param clusters what is drawn together; of the score's own samples
   * @param replicates number of draws, such as 1,000
   * @param seed of the draws; runs to be compared need the same
   */
  public static Replicates of(
      DetectionScore score, SceneClusters clusters, int replicates, long seed) {
    List<WeightedClass> classes = new ArrayList<>();
    for (ClassScore c : score.classScores()) {
      classes.add(WeightedClass.of(score.config(), c.matches(), score.samples(), clusters));
    }
    double[][] drawn = new double[replicates][];
    IntStream.range(0, replicates)
        .parallel()
        .forEach(b -> drawn[b] = figures(score.config(), classes, clusters.draw(seed, b)));
    double[][] leftOut = new double[clusters.count()][];
    IntStream.range(0, clusters.count())
        .parallel()
        .forEach(c -> leftOut[c] = figures(score.config(), classes, clusters.without(c)));
    double[] estimate = new double[Figure.values().length];
    for (Figure figure : Figure.values()) {
      estimate[figure.index()] = figure.of(score);
    }
    return Replicates.of(estimate, drawn, leftOut);
  }

  /** The figures when each cluster counts a number of times, by figure. */
  static double[] figures(DetectionConfig config, List<WeightedClass> classes, int[] times) {
    TpError[] errors = TpError.values();
    double[] one = new double[errors.length];
    double[] sum = new double[errors.length];
    int[] count = new int[errors.length];
    double ap = 0;
    for (WeightedClass c : classes) {
      ap += c.evaluate(times, one);
      for (int e = 0; e < one.length; e++) {
        if (!Double.isNaN(one[e])) {
          sum[e] += one[e];
          count[e]++;
        }
      }
    }
    double meanAp = ap / classes.size();
    double[] figures = new double[Figure.values().length];
    double total = config.meanApWeight() * meanAp;
    for (Figure figure : Figure.values()) {
      if (figure.error().isPresent()) {
        int e = figure.error().get().index();
        double error = sum[e] / count[e];
        figures[figure.index()] = error;
        total += error < 1 ? 1 - error : 0;
      }
    }
    figures[Figure.MEAN_AP.index()] = meanAp;
    figures[Figure.ND_SCORE.index()] = total / (config.meanApWeight() + errors.length);
    return figures;
  }
}
