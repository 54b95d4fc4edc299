package dev.bevdrift.metrics.interval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bevdrift.metrics.score.ClassScore;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.Figure;
import dev.bevdrift.metrics.score.GeneratedWorld;
import java.util.ArrayList;
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
    SceneClusters clusters = SceneClusters.eachScene(score.samples());
    List<WeightedClass> classes = new ArrayList<>();
    for (ClassScore c : score.classScores()) {
      classes.add(WeightedClass.of(score.config(), c.matches(), score.samples(), clusters));
    }
    return SceneBootstrap.figures(score.config(), classes, times);
  }

  private static void assertFigures(double[] actual, DetectionScore expected) {
    for (Figure figure : Figure.values()) {
      assertThat(actual[figure.index()])
          .as(figure.jsonName())
          .isCloseTo(figure.of(expected), within(ROUNDING));
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
    double[] figures = weighted(GeneratedWorld.of(1, SCENES, 1).score(), new int[SCENES]);
    assertThat(figures[Figure.MEAN_AP.index()]).isZero();
    assertThat(figures[Figure.ND_SCORE.index()]).isZero();
    assertThat(figures[Figure.TRANS_ERR.index()]).isEqualTo(1);
  }

  @Test
  void aRunAgainstItselfDiffersByNothing() {
    DetectionScore score = GeneratedWorld.of(3, SCENES, 1).score();
    SceneClusters clusters = SceneClusters.eachScene(score.samples());
    Replicates run = SceneBootstrap.of(score, clusters, 50, 11);
    Replicates again = SceneBootstrap.of(score, clusters, 50, 11);
    for (Figure figure : Figure.values()) {
      assertThat(run.minus(again).interval(figure, 0.9)).contains(new Interval(0, 0));
    }
  }

  @Test
  void aWorseRunShowsAndTheAbsoluteIntervalIsWider() {
    DetectionScore good = GeneratedWorld.of(3, SCENES, 0.5).score();
    DetectionScore bad = GeneratedWorld.of(3, SCENES, 1.0).score();
    SceneClusters clusters = SceneClusters.eachScene(good.samples());
    Replicates better = SceneBootstrap.of(good, clusters, 300, 5);
    Replicates worse = SceneBootstrap.of(bad, clusters, 300, 5);
    Interval delta = worse.minus(better).interval(Figure.MEAN_AP, 0.9).orElseThrow();
    Interval absolute = worse.interval(Figure.MEAN_AP, 0.9).orElseThrow();
    assertThat(delta.high()).isNegative();
    assertThat(absolute.low()).isLessThan(bad.meanAp());
    assertThat(absolute.high()).isGreaterThan(bad.meanAp());
    assertThat(delta.inside(0.002)).isFalse();
  }

  @Test
  void fewClustersGiveStudentsIntervalAndTooFewNone() {
    DetectionScore ten = GeneratedWorld.of(3, 10, 0.5).score();
    Replicates run = SceneBootstrap.of(ten, SceneClusters.eachScene(ten.samples()), 10, 5);
    Interval interval = run.interval(Figure.ND_SCORE, 0.9).orElseThrow();
    // 1.8331 is Student's 0.95 quantile with 9 degrees of freedom.
    assertThat(interval.high() - ten.ndScore())
        .isCloseTo(1.8331 * run.jackknifeError(Figure.ND_SCORE), within(1e-4));

    DetectionScore five = GeneratedWorld.of(3, 5, 0.5).score();
    Replicates few = SceneBootstrap.of(five, SceneClusters.eachScene(five.samples()), 10, 5);
    assertThat(few.interval(Figure.ND_SCORE, 0.9)).isEmpty();
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
    SceneClusters clusters = SceneClusters.eachScene(score.samples());
    Replicates ten = SceneBootstrap.of(score, clusters, 10, 5);
    Replicates nine = SceneBootstrap.of(score, clusters, 9, 5);
    assertThatThrownBy(() -> ten.minus(nine))
        .hasMessage("Cannot compare runs: 9 draws of 24 clusters, expected 10 of 24");
  }
}
