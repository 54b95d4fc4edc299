package dev.bevdrift.metrics.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class GreedyMatcherTest {
  private static final int NONE = GreedyMatcher.UNMATCHED;

  /** Rows are predictions in their order, columns true boxes. */
  private static int[] match(double thresholdM, double[]... rows) {
    int truths = rows.length == 0 ? 0 : rows[0].length;
    double[] distance = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    double[] nearest = new double[rows.length];
    for (int p = 0; p < rows.length; p++) {
      nearest[p] = Double.POSITIVE_INFINITY;
      for (double d : rows[p]) {
        nearest[p] = d < nearest[p] ? d : nearest[p];
      }
    }
    int[] match = new int[rows.length];
    new GreedyMatcher().match(distance, nearest, rows.length, truths, thresholdM, match);
    return match;
  }

  private static double[] row(double... distances) {
    return distances;
  }

  @Test
  void nothingMatchesNothing() {
    assertThat(match(1)).isEmpty();
    assertThat(match(1, row(), row())).containsExactly(NONE, NONE);
  }

  @Test
  void theNearestFreeBoxIsTaken() {
    assertThat(match(2, row(1.5, 0.5), row(1, 0.1))).containsExactly(1, 0);
  }

  @Test
  void aDistanceThatEqualsTheThresholdDoesNotMatch() {
    assertThat(match(0.5, row(0.5))).containsExactly(NONE);
    assertThat(match(0.5, row(Math.nextDown(0.5)))).containsExactly(0);
  }

  @Test
  void ofEqualDistancesTheFirstTrueBoxWins() {
    assertThat(match(1, row(0.3, 0.3), row(0.3, 0.3))).containsExactly(0, 1);
  }

  @Test
  void thereIsNoSecondChoiceBeyondTheThreshold() {
    assertThat(match(1, row(0.1, 5), row(0.2, 3))).containsExactly(0, NONE);
  }

  @Test
  void aDistanceThatIsNotANumberNeverMatches() {
    assertThat(match(1, row(Double.NaN, 0.9), row(Double.NaN, 0.1))).containsExactly(1, NONE);
  }

  @Test
  void theScratchOfOneCallDoesNotReachTheNext() {
    GreedyMatcher matcher = new GreedyMatcher();
    int[] match = new int[1];
    for (int i = 0; i < 2; i++) {
      matcher.match(row(0.1), row(0.1), 1, 1, 1, match);
      assertThat(match).containsExactly(0);
    }
  }
}
