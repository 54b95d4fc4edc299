package dev.bevdrift.metrics.interval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bevdrift.metrics.score.GeneratedWorld;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Figures that are plain means of one number a cluster, so that all can be worked out by hand. */
final class FigureDrawsTest {
  private static FigureDraws mean(double[] values, int draws, int informative) {
    SceneClusters clusters =
        SceneClusters.eachScene(GeneratedWorld.of(1, values.length, 1).truth().samples());
    int[][] times = new int[draws][];
    double[] drawn = new double[draws];
    for (int b = 0; b < draws; b++) {
      times[b] = clusters.draw(3, b);
      for (int c = 0; c < values.length; c++) {
        drawn[b] += times[b][c] * values[c] / values.length;
      }
    }
    double estimate = Arrays.stream(values).average().orElseThrow();
    return FigureDraws.of(DrawDesign.of(times, values.length), informative, estimate, drawn);
  }

  private static double[] normal(int n, double shift) {
    Random random = new Random(5);
    return random.doubles(n).map(u -> shift + random.nextGaussian()).toArray();
  }

  @Test
  void theInfluencesOfAMeanAreItsDeviations() {
    double[] values = {1, 2, 3, 4, 5, 6, 7, 20};
    FigureDraws draws = mean(values, 200, 8);
    double[] influence = draws.design().influence(draws.drawn());
    for (int c = 0; c < values.length; c++) {
      // A linear figure is fitted without a rest; the mean is 6.
      assertThat(influence[c]).isCloseTo((values[c] - 6) / 8, within(1e-12));
    }
  }

  @Test
  void theStandardErrorOfAMeanIsTheUsualOne() {
    double[] values = normal(30, 0);
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    // The spread of a thousand draws is itself uncertain by two per cent.
    assertThat(mean(values, 1000, 30).standardError())
        .isCloseTo(Math.sqrt(squares / 29 / 30), within(0.06 * Math.sqrt(squares / 29 / 30)));
  }

  @Test
  void aClearDifferenceHasASmallPAndAnIntervalWithoutZero() {
    FigureDraws clear = mean(normal(40, 1.5), 1000, 40);
    assertThat(clear.pOfZero()).isLessThan(0.001);
    assertThat(clear.interval(0.95).orElseThrow().low()).isPositive();
    FigureDraws none = mean(normal(40, 0), 1000, 40);
    assertThat(none.pOfZero()).isGreaterThan(0.05);
    assertThat(none.interval(0.95).orElseThrow().inside(1)).isTrue();
  }

  @Test
  void noDifferenceAtAllIsCertain() {
    FigureDraws zero = mean(new double[10], 200, 10);
    assertThat(zero.interval(0.9)).contains(new Interval(0, 0));
    assertThat(zero.pOfZero()).isEqualTo(1);
  }

  @Test
  void oneSceneThatDiffersGivesAFiniteInterval() {
    double[] values = new double[40];
    values[7] = 0.01;
    Interval interval = mean(values, 1000, 40).interval(0.95).orElseThrow();
    assertThat(interval.low()).isLessThanOrEqualTo(0);
    assertThat(interval.high()).isBetween(0.0005, 0.002);
  }

  @Test
  void fewScenesWithSuchBoxesGiveNone() {
    FigureDraws five = mean(normal(30, 0), 100, 5);
    assertThat(five.interval(0.95)).isEmpty();
    assertThat(five.pOfZero()).isNaN();
    assertThat(five.whyNone())
        .isEqualTo(
            "an interval needs at least 6 scenes or drives with such true boxes, and there are 5");
  }

  @Test
  void fewScenesThatDifferGiveNone() {
    FigureDraws some = difference(5);
    assertThat(some.interval(0.9)).isEmpty();
    assertThat(some.pOfZero()).isNaN();
    assertThat(some.standardError()).isNaN();
    assertThat(some.whyNone())
        .isEqualTo(
            "an interval needs at least 6 scenes or drives that differ, and 5 of 30 do; about 36"
                + " would have as many");
    assertThat(difference(6).interval(0.9)).isPresent();
    assertThat(difference(0).interval(0.9)).isPresent(); // then all draws are 0
  }

  private static FigureDraws difference(int differing) {
    FigureDraws own = mean(normal(30, 0), 100, 30);
    return FigureDraws.ofDifference(own.design(), 30, differing, own.estimate(), own.drawn());
  }

  @Test
  void aFigureUndefinedUnderADrawHasNone() {
    FigureDraws draws =
        FigureDraws.of(
            DrawDesign.of(new int[][] {{1, 1}, {2, 0}}, 2), 9, 1, new double[] {1, Double.NaN});
    assertThat(draws.interval(0.95)).isEmpty();
    assertThat(draws.whyNone()).isEqualTo("it is undefined on these scenes or on a draw of them");
  }

  @Test
  void confidenceIsAShare() {
    assertThatThrownBy(() -> mean(normal(10, 0), 100, 10).interval(95))
        .hasMessage("Cannot use confidence=95.0: expected a number between 0 and 1");
  }
}
