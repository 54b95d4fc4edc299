package dev.bevdrift.metrics.curve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CurveKernelsTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;

  private static double at(double q, double[] x, double[] y) {
    return Interpolation.at(x, y, x.length, q, -1);
  }

  private static double[] means(double... x) {
    double[] out = new double[x.length];
    RunningMean.of(x, out);
    return out;
  }

  @Test
  void theGridMultipliesInsteadOfDividing() {
    assertThat(RecallGrid.recall(0)).isZero();
    assertThat(RecallGrid.recall(35)).isEqualTo(0.35000000000000003);
    assertThat(RecallGrid.recall(57)).isEqualTo(0.5700000000000001);
    assertThat(RecallGrid.recall(100)).isEqualTo(1);
    assertThat(RecallGrid.firstAbove(0.1)).isEqualTo(11);
    // a half rounds to the even neighbour: 100 * 0.125 = 12.5
    assertThat(RecallGrid.firstAbove(0.125)).isEqualTo(13);
  }

  @Test
  void interpolationReadsPointsLinesAndEnds() {
    double[] x = {1, 2, 4};
    double[] y = {10, 20, 0};
    assertThat(at(0.5, x, y)).isEqualTo(10);
    assertThat(at(2, x, y)).isEqualTo(20);
    assertThat(at(3, x, y)).isEqualTo(10);
    assertThat(at(4, x, y)).isZero();
    assertThat(at(4.1, x, y)).isEqualTo(-1);
    assertThat(at(NAN, x, y)).isNaN();
  }

  @Test
  void ofEqualAbscissasTheLastCounts() {
    double[] x = {1, 1, 1, 2};
    double[] y = {5, 6, 7, 9};
    assertThat(at(1, x, y)).isEqualTo(7);
    assertThat(at(1.5, x, y)).isEqualTo(8);
    assertThat(at(0, x, y)).isEqualTo(5);
  }

  @Test
  void onePointAndInfinitiesAreRead() {
    assertThat(at(1, new double[] {1}, new double[] {3})).isEqualTo(3);
    assertThat(at(0, new double[] {1}, new double[] {3})).isEqualTo(3);
    assertThat(at(2, new double[] {1}, new double[] {3})).isEqualTo(-1);
    // Between two equal infinities the line has no slope, but a value.
    assertThat(at(1.5, new double[] {1, 2}, new double[] {INF, INF})).isEqualTo(INF);
    assertThat(at(1.5, new double[] {1, 2}, new double[] {INF, 0})).isEqualTo(INF);
  }

  @Test
  void runningMeansLeaveUnknownsOut() {
    assertThat(means(2, 4, 9)).containsExactly(2, 3, 5);
    assertThat(means(NAN, NAN, 4, NAN, 2)).containsExactly(0, 0, 4, 4, 3);
    assertThat(means(NAN, NAN)).containsExactly(1, 1);
    assertThat(means()).isEmpty();
  }

  @Test
  void sumsRunInEightLanes() {
    double[] x = new double[90];
    for (int i = 0; i < x.length; i++) {
      x[i] = 1.0 / (i + 3);
    }
    // The order in which numpy adds: lane by lane, then the rest.
    double[] lanes = new double[8];
    for (int i = 0; i < 88; i++) {
      lanes[i % 8] += x[i];
    }
    double expected =
        ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3]))
            + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
    expected += x[88];
    expected += x[89];
    assertThat(PairwiseMean.sum(x, 0, 90)).isEqualTo(expected);
    assertThat(PairwiseMean.of(new double[] {1, 2, 6})).isEqualTo(3);
    assertThat(PairwiseMean.of(new double[0])).isNaN();
    assertThat(PairwiseMean.ofNumbers(new double[] {NAN, 2, 4})).isEqualTo(3);
    assertThat(PairwiseMean.ofNumbers(new double[] {NAN})).isNaN();
  }

  @Test
  void longSumsAreHalved() {
    double[] x = new double[300];
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.sqrt(i);
    }
    assertThat(PairwiseMean.sum(x, 0, 300))
        .isEqualTo(
            PairwiseMean.sum(x, 0, 72)
                + PairwiseMean.sum(x, 72, 72)
                + (PairwiseMean.sum(x, 144, 72) + PairwiseMean.sum(x, 216, 84)));
  }
}
