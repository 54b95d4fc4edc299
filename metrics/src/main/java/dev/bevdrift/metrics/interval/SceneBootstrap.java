package dev.bevdrift.metrics.interval;

import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.match.ClassMatches;
import dev.bevdrift.metrics.score.ClassScore;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.metrics.score.DetectionScore;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Computes all figures of one set of predictions under every draw of its clusters.
 *
 * <p>The predictions are ranked and matched once; a draw only changes how often each cluster
 * counts. The result depends on the matches, the clusters, the seed and the number of replicates
 * alone, not on threads. Immutable, thread-safe.
 */
public final class SceneBootstrap {
  /** Replicates that one task computes, class after class, while the class is in the cache. */
  private static final int BLOCK = 25;

  private final DetectionConfig config;
  private final SceneClusters clusters;
  private final FigureTable table;
  private final List<RankedClass> classes;

  private SceneBootstrap(
      DetectionConfig config, SceneClusters clusters, List<RankedClass> classes) {
    this.config = config;
    this.clusters = clusters;
    this.table = new FigureTable(config);
    this.classes = classes;
  }

  /**
   * Prepares the matches of any set of predictions: a whole run, or a slice of one.
   *
   * @param config classes and thresholds of the matches
   * @param matches of every class, in the order of {@code config}
   * @param samples that the matches speak of
   * @param clusters of these samples
   */
  public static SceneBootstrap of(
      DetectionConfig config, List<ClassMatches> matches, Samples samples, SceneClusters clusters) {
    if (matches.size() != config.classes().size()) {
      throw new IllegalArgumentException(
          "Cannot draw scenes: there are matches of "
              + matches.size()
              + " classes, expected "
              + config.classes().size());
    }
    return new SceneBootstrap(
        config,
        clusters,
        matches.stream().map(m -> RankedClass.of(config, m, samples, clusters)).toList());
  }

  /** Prepares a whole run. */
  public static SceneBootstrap of(DetectionScore score, SceneClusters clusters) {
    return of(
        score.config(),
        score.classScores().stream().map(ClassScore::matches).toList(),
        score.samples(),
        clusters);
  }

  /**
   * The figures under {@code replicates} draws.
   *
   * @param replicates number of draws, at least 1, such as 1,000
   * @param seed of the draws; runs to be compared need the same
   */
  public Replicates replicates(int replicates, long seed) {
    return replicates(replicates, seed, KnownDraws.NONE);
  }

  /**
   * The same, but for figures that are known.
   *
   * @param known what gives them
   */
  public Replicates replicates(int replicates, long seed, KnownDraws known) {
    int[][] draws = new int[replicates][];
    Arrays.setAll(draws, b -> clusters.draw(seed, b));
    return Replicates.of(
        table.keys(),
        seed,
        DrawDesign.of(draws, clusters.count()),
        informative(),
        ClusterTraces.of(classes, clusters.count()),
        figures(clusters.once())[0],
        known.of(DrawsName.of(config, classes, draws), () -> figures(draws)));
  }

  /**
   * The figures under given weights.
   *
   * @param draws by draw and cluster: how often the cluster counts
   * @return by draw and figure, in the order of {@link FigureKeys}
   */
  double[][] figures(int[]... draws) {
    double[][] figures = new double[draws.length][table.keys().size()];
    IntStream.range(0, (draws.length + BLOCK - 1) / BLOCK)
        .parallel()
        .forEach(
            block ->
                fill(figures, draws, block * BLOCK, Math.min(draws.length, (block + 1) * BLOCK)));
    return figures;
  }

  private void fill(double[][] figures, int[][] draws, int from, int to) {
    WeightedClass weighted = new WeightedClass(config);
    double[] ap = new double[config.distanceThresholdsM().size()];
    double[] errors = new double[TpError.values().length];
    long[][] truths = new long[to - from][classes.size()];
    for (int c = 0; c < classes.size(); c++) {
      for (int b = from; b < to; b++) {
        truths[b - from][c] = weighted.evaluate(classes.get(c), draws[b], ap, errors);
        table.put(figures[b], c, ap, errors);
      }
    }
    for (int b = from; b < to; b++) {
      table.average(figures[b], truths[b - from]);
    }
  }

  /** By figure: the clusters that have a true box of its class, or of any. */
  private int[] informative() {
    FigureKeys keys = table.keys();
    int[] any = new int[clusters.count()];
    int[] ofClass = new int[classes.size()];
    for (int c = 0; c < ofClass.length; c++) {
      int[] truths = classes.get(c).truths;
      for (int i = 0; i < truths.length; i++) {
        any[i] |= truths[i];
        ofClass[c] += truths[i] > 0 ? 1 : 0;
      }
    }
    int anywhere = (int) Arrays.stream(any).filter(truths -> truths > 0).count();
    int[] informative = new int[keys.size()];
    Arrays.setAll(informative, i -> keys.isMean(i) ? anywhere : ofClass[keys.classOf(i)]);
    return informative;
  }
}
