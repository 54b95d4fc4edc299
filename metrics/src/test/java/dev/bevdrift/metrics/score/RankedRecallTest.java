package dev.bevdrift.metrics.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.metrics.curve.Curves;
import dev.bevdrift.metrics.curve.Interpolation;
import dev.bevdrift.metrics.curve.RecallGrid;
import dev.bevdrift.metrics.match.ClassMatches;
import dev.bevdrift.metrics.match.ThresholdMatches;
import org.junit.jupiter.api.Test;

/** The curves equal the plain ones, which hold a point for every prediction, bit for bit. */
final class RankedRecallTest {
  private static void assertPlain(String as, ClassMatches matches, int t, Curves curves) {
    ThresholdMatches at = matches.at(t);
    int n = matches.predictions();
    double[] recall = new double[n];
    double[] precision = new double[n];
    double[] score = new double[n];
    int tp = 0;
    for (int r = 0; r < n; r++) {
      if (tp < at.size() && at.rank(tp) == r) {
        tp++;
      }
      recall[r] = (double) tp / matches.truths();
      precision[r] = (double) tp / (r + 1);
      score[r] = matches.score(r);
    }
    for (int i = 0; i < RecallGrid.SIZE; i++) {
      double q = RecallGrid.recall(i);
      assertThat(curves.precision(i))
          .as(as + ", point " + i)
          .isEqualTo(Interpolation.at(recall, precision, n, q, 0));
      assertThat(curves.confidence(i))
          .as(as + ", point " + i)
          .isEqualTo(Interpolation.at(recall, score, n, q, 0));
    }
  }

  @Test
  void equalsInterpolationOverAllPredictions() {
    long first = System.nanoTime();
    System.out.println("RankedRecallTest: first seed " + first);
    int compared = 0;
    for (long seed = first; seed < first + 60; seed++) {
      DetectionScore score = GeneratedWorld.of(seed, 1 + (int) (seed % 5), 0.3 + seed % 3).score();
      for (ClassScore c : score.classScores()) {
        for (int t = 0; t < c.matches().thresholds(); t++) {
          if (c.matches().at(t).size() > 0) {
            assertPlain("seed " + seed, c.matches(), t, c.curves(t));
            compared++;
          }
        }
      }
    }
    assertThat(compared).isGreaterThan(100);
  }
}
