package dev.bevdrift.jobs.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Where a series becomes another one.
 *
 * <p>Without noise: at every value that is not the one before. With noise: binary segmentation. The
 * split that sets the means of both sides furthest apart, measured by {@code |difference| sqrt(k (n
 * - k) / n)}, is a change point when fewer than the share {@link #CHANCE} of random orders of the
 * same values have a split as good; then both sides are searched in the same way. Under the null
 * (no change, nights independent) all orders are equally likely, whatever the noise's distribution,
 * so a series has a false change point with a chance of at most {@link #CHANCE}; a test simulates
 * it. Seeded: the same series gives the same answer.
 *
 * <p>Source: Pettitt (1979) and Venkatraman and Olshen (2007) permute in the same way.
 */
final class ChangePoints {
  /** Chance that a series without a change is given one. */
  static final double CHANCE = 0.001;

  /** Each side of a split has at least so many values: one night alone is an outlier. */
  static final int LEAST = 3;

  private static final int ORDERS = 9_999;
  private static final long SEED = 20_261_125L;

  private final double[] values;
  private final Random random = new Random(SEED);
  private final List<Integer> found = new ArrayList<>();

  private ChangePoints(double[] values) {
    this.values = values;
  }

  /**
   * The places at which a new level begins, ascending.
   *
   * @param values in the order of time, finite
   */
  static List<Integer> withoutNoise(double[] values) {
    List<Integer> places = new ArrayList<>();
    for (int i = 1; i < values.length; i++) {
      if (values[i] != values[i - 1]) {
        places.add(i);
      }
    }
    return places;
  }

  /** The same of values with noise. */
  static List<Integer> withNoise(double[] values) {
    ChangePoints points = new ChangePoints(values);
    points.search(0, values.length);
    Collections.sort(points.found);
    return points.found;
  }

  private void search(int from, int to) {
    if (to - from < 2 * LEAST) {
      return;
    }
    double[] part = Arrays.copyOfRange(values, from, to);
    int split = best(part);
    if (split > 0 && isRare(part, score(part, split))) {
      found.add(from + split);
      search(from, from + split);
      search(from + split, to);
    }
  }

  private boolean isRare(double[] part, double score) {
    double[] order = part.clone();
    int asGood = 0;
    // The order that was seen is one of all.
    int allowed = (int) (CHANCE * (ORDERS + 1)) - 1;
    for (int i = 0; i < ORDERS; i++) {
      shuffle(order);
      if (score(order, best(order)) >= score * (1 - 1e-12)) {
        asGood++;
        if (asGood > allowed) {
          return false;
        }
      }
    }
    return true;
  }

  private void shuffle(double[] order) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      double value = order[i];
      order[i] = order[j];
      order[j] = value;
    }
  }

  /** Where the sides are furthest apart; 0 when all values are alike. */
  private static int best(double[] part) {
    double total = 0;
    for (double value : part) {
      total += value;
    }
    int n = part.length;
    double mean = total / n;
    double sum = 0;
    double largest = 0;
    int place = 0;
    for (int k = 1; k <= n - LEAST; k++) {
      sum += part[k - 1] - mean;
      if (k < LEAST) {
        continue;
      }
      double apart = Math.abs(sum) / Math.sqrt((double) k * (n - k));
      if (apart > largest) {
        largest = apart;
        place = k;
      }
    }
    return place;
  }

  private static double score(double[] part, int split) {
    if (split == 0) {
      return 0;
    }
    double mean = 0;
    for (double value : part) {
      mean += value / part.length;
    }
    double sum = 0;
    for (int i = 0; i < split; i++) {
      sum += part[i] - mean;
    }
    return Math.abs(sum) / Math.sqrt((double) split * (part.length - split));
  }
}
