package dev.bevdrift.metrics.interval;

import dev.bevdrift.metrics.score.DetectionScore;
import java.util.List;
import java.util.Locale;

/**
 * Draws worlds, makes 95 % intervals in each, and counts how often they hold the truth.
 *
 * <p>The truth is what many times more scenes of the same distribution give, matched and scored
 * like the worlds themselves.
 */
final class CoverageSimulation {
  /** The seven summary figures and a few of single classes, a frequent and a rare one. */
  static final List<String> FIGURES =
      List.of(
          "mean_ap",
          "nd_score",
          "trans_err",
          "scale_err",
          "orient_err",
          "vel_err",
          "attr_err",
          "mean_ap_present",
          "nd_score_present",
          "ap/car",
          "ap/pedestrian/0.5",
          "orient_err/car",
          "ap/trailer",
          "vel_err/bicycle");

  private static final int TRUTH_SCENES = 2500;

  private final double hurt;
  private final int replicates;
  private final double[] own;
  private final double[] difference;

  private CoverageSimulation(double hurt, int replicates, double[] own, double[] difference) {
    this.hurt = hurt;
    this.replicates = replicates;
    this.own = own;
    this.difference = difference;
  }

  /**
   * Computes the truth.
   *
   * @param hurt share of the scenes in which the second detector is worse
   * @param replicates draws of each world
   * @param truthWorlds worlds of 2,500 scenes whose mean is the truth
   */
  static CoverageSimulation of(double hurt, int replicates, int truthWorlds) {
    double[] own = new double[FIGURES.size()];
    double[] difference = new double[FIGURES.size()];
    for (int w = 0; w < truthWorlds; w++) {
      List<DetectionScore> scores = SceneWorld.scores(-1 - w, TRUTH_SCENES, hurt);
      FigureKeys keys = FigureKeys.of(scores.get(0).config());
      double[] first = EvaluatedFigures.of(scores.get(0));
      double[] second = EvaluatedFigures.of(scores.get(1));
      for (int i = 0; i < own.length; i++) {
        int place = keys.place(FIGURES.get(i));
        own[i] += first[place] / truthWorlds;
        difference[i] += (second[place] - first[place]) / truthWorlds;
      }
    }
    return new CoverageSimulation(hurt, replicates, own, difference);
  }

  /** Counts over worlds of so many scenes. */
  Shares measure(int scenes, int worlds) {
    Shares shares = new Shares();
    for (int w = 0; w < worlds; w++) {
      List<DetectionScore> scores = SceneWorld.scores(1_000_003L * scenes + w, scenes, hurt);
      SceneClusters clusters = SceneClusters.eachScene(scores.get(0).samples());
      Replicates first = SceneBootstrap.of(scores.get(0), clusters).replicates(replicates, w);
      Replicates second = SceneBootstrap.of(scores.get(1), clusters).replicates(replicates, w);
      Replicates delta = second.minus(first);
      for (int i = 0; i < FIGURES.size(); i++) {
        shares.count(0, i, first.of(FIGURES.get(i)), own[i]);
        shares.count(1, i, delta.of(FIGURES.get(i)), difference[i]);
      }
    }
    return shares;
  }

  /** How often the truth was held, of the intervals that were given. */
  static final class Shares {
    private final int[][] held = new int[2][FIGURES.size()];
    private final int[][] given = new int[2][FIGURES.size()];

    private void count(int kind, int figure, FigureDraws draws, double truth) {
      draws
          .interval(MeasuredCoverage.NOMINAL)
          .ifPresent(
              interval -> {
                given[kind][figure]++;
                held[kind][figure] += interval.low() <= truth && truth <= interval.high() ? 1 : 0;
              });
    }

    double own(String figure) {
      return share(0, FIGURES.indexOf(figure));
    }

    double difference(String figure) {
      return share(1, FIGURES.indexOf(figure));
    }

    private double share(int kind, int figure) {
      return (double) held[kind][figure] / given[kind][figure];
    }

    String text(int scenes) {
      StringBuilder text = new StringBuilder(scenes + " scenes: figure own difference\n");
      for (String name : FIGURES) {
        text.append(
            String.format(
                Locale.ROOT,
                "  %-18s %5.1f %5.1f%n",
                name,
                100 * own(name),
                100 * difference(name)));
      }
      return text.toString();
    }
  }
}
