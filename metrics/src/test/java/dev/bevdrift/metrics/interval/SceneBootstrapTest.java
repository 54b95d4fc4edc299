package dev.bevdrift.metrics.interval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bevdrift.metrics.score.ClassScore;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.GeneratedWorld;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SceneBootstrapTest {
  /** Sums run in another order than numpy's. */
  private static final double ROUNDING = 1e-12;

  private static final int SCENES = 24;

  private static double[] weighted(DetectionScore score, int[] times) {
    return SceneBootstrap.of(score, SceneClusters.eachScene(score.samples())).figures(times)[0];
  }

  private static double figure(DetectionScore score, double[] figures, String name) {
    return figures[FigureKeys.of(score.config()).place(name)];
  }

  private static void assertFigures(double[] actual, DetectionScore expected) {
    double[] reference = EvaluatedFigures.of(expected);
    List<String> names = FigureKeys.of(expected.config()).names();
    for (int i = 0; i < names.size(); i++) {
      if (Double.isNaN(reference[i])) {
        assertThat(actual[i]).as(names.get(i)).isNaN();
      } else {
        assertThat(actual[i]).as(names.get(i)).isCloseTo(reference[i], within(ROUNDING));
      }
    }
  }

  /** Numbers of true positives differ from the plain version's in the order of sums only. */
  @Test
  void anyWeightsGiveThePlainVersionsFigures() {
    for (int seed = 0; seed < 40; seed++) {
      DetectionScore score = GeneratedWorld.of(seed, SCENES, 0.3 + 0.05 * seed).score();
      SceneClusters clusters = SceneClusters.eachScene(score.samples());
      int[] times = clusters.draw(seed, 0);
      double[] figures = weighted(score, times);
      int c = 0;
      for (ClassScore one : score.classScores()) {
        double[] ap = new double[4];
        double[] errors = new double[5];
        PlainClass.of(score.config(), one.matches(), score.samples(), clusters)
            .evaluate(times, ap, errors);
        int at = FigureKeys.of(score.config()).ofClass(c++);
        double[] expected = new double[9];
        System.arraycopy(ap, 0, expected, 0, 4);
        System.arraycopy(errors, 0, expected, 4, 5);
        assertThat(Arrays.copyOfRange(figures, at + 1, at + 10))
            .as("seed " + seed)
            .containsExactly(expected, within(ROUNDING));
      }
    }
  }

  @Test
  void everySceneOnceGivesTheMetric() {
    for (int seed = 0; seed < 10; seed++) {
      DetectionScore score = GeneratedWorld.of(seed, SCENES, 0.5 + 0.2 * seed).score();
      int[] once = new int[SCENES];
      Arrays.fill(once, 1);
      assertFigures(weighted(score, once), score);
    }
  }

  @Test
  void everySceneThriceGivesTheMetricToo() {
    DetectionScore score = GeneratedWorld.of(7, SCENES, 1).score();
    int[] thrice = new int[SCENES];
    Arrays.fill(thrice, 3);
    assertFigures(weighted(score, thrice), score);
  }

  @Test
  void scenesThatCountNothingAreAsGoodAsAbsent() {
    for (int seed = 0; seed < 20; seed++) {
      int[] times = new int[SCENES];
      Random random = new Random(seed);
      Set<Integer> leftOut = new HashSet<>();
      for (int s = 0; s < SCENES; s++) {
        times[s] = random.nextInt(3) == 0 ? 0 : 1;
        if (times[s] == 0) {
          leftOut.add(s);
        }
      }
      DetectionScore all = GeneratedWorld.of(seed, SCENES, 0.8).score();
      assertFigures(weighted(all, times), GeneratedWorld.of(seed, SCENES, 0.8, leftOut).score());
    }
  }

  @Test
  void noSceneAtAllIsTheWorst() {
    DetectionScore score = GeneratedWorld.of(1, SCENES, 1).score();
    double[] figures = weighted(score, new int[SCENES]);
    assertThat(figure(score, figures, "mean_ap")).isZero();
    assertThat(figure(score, figures, "nd_score")).isZero();
    assertThat(figure(score, figures, "trans_err")).isEqualTo(1);
    assertThat(figure(score, figures, "mean_ap_present")).isNaN();
    assertThat(figure(score, figures, "vel_err/barrier")).isNaN();
  }

  @Test
  void anInfiniteErrorThatCountsNothingIsAsGoodAsAbsent() {
    DetectionScore all = GeneratedWorld.withInfiniteVelocityInFirstScene(SCENES).score();
    int[] times = new int[SCENES];
    Arrays.fill(times, 1, SCENES, 1);
    double[] figures = weighted(all, times);
    assertFigures(figures, GeneratedWorld.of(3, SCENES, 0.5, Set.of(0)).score());
  }

  @Test
  void aRunAgainstItselfDiffersByNothing() {
    Replicates run = replicates(GeneratedWorld.of(3, SCENES, 1).score(), 50, 11);
    Replicates again = replicates(GeneratedWorld.of(3, SCENES, 1).score(), 50, 11);
    Replicates delta = run.minus(again);
    for (String name : List.of("mean_ap", "nd_score", "ap/car/0.5", "orient_err/car")) {
      assertThat(delta.of(name).drawn()).as(name).containsOnly(0);
      assertThat(delta.of(name).interval(0.9)).as(name).contains(new Interval(0, 0));
    }
  }

  @Test
  void differencesAddUpDrawByDraw() {
    Replicates good = replicates(GeneratedWorld.of(3, SCENES, 0.5).score(), 50, 11);
    Replicates bad = replicates(GeneratedWorld.of(3, SCENES, 1).score(), 50, 11);
    Replicates zero = bad.minus(bad);
    assertThat(bad.minus(good).plus(zero).of("nd_score").drawn())
        .isEqualTo(bad.minus(good).of("nd_score").drawn());
    assertThat(bad.plus(bad).of("nd_score").estimate())
        .isEqualTo(2 * bad.of("nd_score").estimate());
  }

  private static Replicates replicates(DetectionScore score, int count, long seed) {
    return SceneBootstrap.of(score, SceneClusters.eachScene(score.samples()))
        .replicates(count, seed);
  }

  /** The name that figures would be known under; what is known is taken. */
  private static String name(DetectionScore score, int count, long seed) {
    String[] name = new String[1];
    double[][] known = new double[count][FigureKeys.of(score.config()).size()];
    known[count - 1][1] = 0.25;
    Replicates taken =
        SceneBootstrap.of(score, SceneClusters.eachScene(score.samples()))
            .replicates(
                count,
                seed,
                (asked, compute) -> {
                  name[0] = asked;
                  return known;
                });
    assertThat(taken.of("nd_score").drawn()).contains(0.25);
    return name[0];
  }

  @Test
  void figuresAreKnownByAllThatDecidesThem() {
    DetectionScore score = GeneratedWorld.of(3, SCENES, 0.5).score();
    String name = name(score, 50, 11);
    assertThat(name(GeneratedWorld.of(3, SCENES, 0.5).score(), 50, 11)).isEqualTo(name);
    assertThat(name(GeneratedWorld.of(3, SCENES, 0.5000001).score(), 50, 11)).isNotEqualTo(name);
    assertThat(name(GeneratedWorld.of(4, SCENES, 0.5).score(), 50, 11)).isNotEqualTo(name);
    assertThat(name(score, 51, 11)).as("more draws").isNotEqualTo(name);
    assertThat(name(score, 50, 12)).as("other draws").isNotEqualTo(name);
    assertThat(name(score.ofPresentClasses().orElseThrow(), 50, 11)).isNotNull();
  }

  @Test
  void aWorseRunShowsAndThePairedIntervalIsNarrower() {
    DetectionScore good = GeneratedWorld.of(3, SCENES, 0.5).score();
    DetectionScore bad = GeneratedWorld.of(3, SCENES, 1.0).score();
    Replicates worse = replicates(bad, 300, 5);
    FigureDraws delta = worse.minus(replicates(good, 300, 5)).of("mean_ap");
    Interval own = worse.of("mean_ap").interval(0.9).orElseThrow();
    assertThat(delta.interval(0.9).orElseThrow().high()).isNegative();
    assertThat(delta.pOfZero()).isLessThan(0.01);
    assertThat(own.low()).isLessThan(bad.meanAp());
    assertThat(own.high()).isGreaterThan(bad.meanAp());
    assertThat(Detectable.paired(delta, 0.95))
        .isLessThan(Detectable.unpaired(worse.of("mean_ap"), 0.95));
  }

  @Test
  void classesOfNoTrueBoxHaveNoInterval() {
    FigureDraws trailer =
        replicates(GeneratedWorld.of(3, SCENES, 1).score(), 50, 5).of("ap/trailer");
    assertThat(trailer.informative()).isZero();
    assertThat(trailer.interval(0.9)).isEmpty();
  }

  @Test
  void drawsDoNotDependOnThreads() {
    DetectionScore score = GeneratedWorld.of(3, SCENES, 1).score();
    SceneBootstrap bootstrap = SceneBootstrap.of(score, SceneClusters.eachScene(score.samples()));
    int[][] draws = new int[120][];
    SceneClusters clusters = SceneClusters.eachScene(score.samples());
    Arrays.setAll(draws, b -> clusters.draw(1, b));
    double[][] together = bootstrap.figures(draws);
    for (int b = 0; b < draws.length; b++) {
      assertThat(bootstrap.figures(draws[b])[0]).isEqualTo(together[b]);
    }
  }

  @Test
  void scenesOfOneDriveAreDrawnTogether() {
    DetectionScore score = GeneratedWorld.of(3, 4, 0.5).score();
    SceneClusters clusters =
        SceneClusters.byDrive(score.samples(), Map.of("scene 1", "d", "scene 3", "d"));
    assertThat(clusters.count()).isEqualTo(3);
    assertThat(clusters.ofScene(1)).isEqualTo(clusters.ofScene(3));
    assertThat(clusters.ofScene(0)).isNotEqualTo(clusters.ofScene(2));
  }

  @Test
  void drawsDependOnSeedAndReplicateAlone() {
    SceneClusters clusters =
        SceneClusters.eachScene(GeneratedWorld.of(3, SCENES, 1).truth().samples());
    assertThat(clusters.draw(1, 2)).isEqualTo(clusters.draw(1, 2));
    assertThat(clusters.draw(1, 2)).isNotEqualTo(clusters.draw(1, 3));
    assertThat(clusters.draw(1, 2)).isNotEqualTo(clusters.draw(2, 2));
    assertThat(Arrays.stream(clusters.draw(1, 2)).sum()).isEqualTo(SCENES);
  }

  @Test
  void runsOfOtherDrawsAreNotCompared() {
    DetectionScore score = GeneratedWorld.of(3, SCENES, 1).score();
    Replicates ten = replicates(score, 10, 5);
    assertThatThrownBy(() -> ten.minus(replicates(score, 9, 5)))
        .hasMessage(
            "Cannot compare runs: 9 draws of 24 clusters by seed 5 with 114 figures, expected 10"
                + " draws of 24 clusters by seed 5 with 114 figures");
    assertThatThrownBy(() -> ten.minus(replicates(score, 10, 6))).hasMessageContaining("by seed 6");
  }
}
