package dev.bevdrift.metrics.interval;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Adjusts p-values of many tests, so that the chance of even one false alarm among all of them
 * stays below the level.
 *
 * <p>Source: S. Holm, A simple sequentially rejective multiple test procedure, 1979. Valid however
 * the tests depend on each other.
 */
public final class Holm {
  private Holm() {}

  /**
   * The adjusted p-values in the order given.
   *
   * @param p each in [0, 1], or NaN for a test that was not made: it stays NaN and counts for
   *     nothing
   */
  public static double[] adjusted(double[] p) {
    int[] order =
        IntStream.range(0, p.length)
            .filter(i -> !Double.isNaN(p[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> p[i]))
            .mapToInt(i -> i)
            .toArray();
    double[] adjusted = new double[p.length];
    Arrays.fill(adjusted, Double.NaN);
    double most = 0;
    for (int rank = 0; rank < order.length; rank++) {
      most = Math.max(most, Math.min(1, (order.length - rank) * p[order[rank]]));
      adjusted[order[rank]] = most;
    }
    return adjusted;
  }
}
