package dev.bevdrift.metrics.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.DetectionClass;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ScoreRankingTest {
  private static DetectionBoxes boxes(double... scores) {
    DetectionBoxesBuilder builder = DetectionBoxes.builder("test");
    for (double score : scores) {
      builder.sample(0).detectionClass(DetectionClass.CAR).score(score).add();
    }
    return builder.build();
  }

  @Test
  void ofEqualScoresTheLastRanksFirst() {
    assertThat(ScoreRanking.ranked(boxes(0.5, 0.9, 0.5, 0.9), new int[] {0, 1, 2, 3}))
        .containsExactly(3, 1, 2, 0);
  }

  @Test
  void zeroAndMinusZeroAreEqual() {
    assertThat(ScoreRanking.ranked(boxes(0.0, -0.0, 0.0), new int[] {0, 1, 2}))
        .containsExactly(2, 1, 0);
  }

  @Test
  void onlyTheCandidatesAreRanked() {
    assertThat(ScoreRanking.ranked(boxes(0.1, 0.2, 0.3), new int[] {0, 2})).containsExactly(2, 0);
    assertThat(ScoreRanking.ranked(boxes(0.1), new int[0])).isEmpty();
  }

  @Test
  void infinitiesRankAtTheEnds() {
    double inf = Double.POSITIVE_INFINITY;
    assertThat(ScoreRanking.ranked(boxes(0, -inf, inf, 1), new int[] {0, 1, 2, 3}))
        .containsExactly(2, 3, 0, 1);
  }

  @Test
  void agreesWithAPlainSortOfAnyLength() {
    Random random = new Random(5);
    for (int n = 0; n < 200; n++) {
      double[] scores = random.ints(n, 0, 20).mapToDouble(i -> i / 20.0).toArray();
      int[] expected =
          IntStream.range(0, n)
              .boxed()
              .sorted(
                  Comparator.<Integer>comparingDouble(i -> -scores[i])
                      .thenComparing(Comparator.reverseOrder()))
              .mapToInt(Integer::intValue)
              .toArray();
      assertThat(ScoreRanking.ranked(boxes(scores), IntStream.range(0, n).toArray()))
          .as("n = " + n + ", " + Arrays.toString(scores))
          .isEqualTo(expected);
    }
  }
}
