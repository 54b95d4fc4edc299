package dev.bevdrift.metrics.interval;

import dev.bevdrift.metrics.curve.Interpolation;
import dev.bevdrift.metrics.curve.RecallGrid;

/**
 * The weighted errors of a class: the running mean down the true positives, read where the grid's
 * confidences lie.
 *
 * <p>The running mean is needed at a hundred places only: the true positives between two of them
 * are summed in one go. Not thread-safe: reuses its scratch.
 */
final class ErrorColumns {
  private final int[] place = new int[RecallGrid.SIZE];
  private final int[] previous = new int[RecallGrid.SIZE];
  private double[] weight = new double[0];
  private double sum;
  private double count;

  /**
   * The figure of every error: its mean over the grid from {@code first} to where recall reaches.
   *
   * @param c the class
   * @param times how often each cluster counts
   * @param rank of the true positives
   * @param confidence by grid point
   * @param first grid point of the average
   * @param errors out: by error; 1 where recall stays below its floor, NaN where the class does not
   *     define it
   */
  void means(
      RankedClass c, int[] times, int[] rank, double[] confidence, int first, double[] errors) {
    int last = last(confidence);
    if (last >= first) {
      weigh(c, times, rank);
      findPlaces(c, rank, confidence, first, last);
    }
    for (int e = 0; e < errors.length; e++) {
      if (!c.defined[e]) {
        errors[e] = Double.NaN;
      } else if (last < first || !measured(c.measured[e], times)) {
        errors[e] = 1;
      } else {
        errors[e] = mean(c, e, rank, confidence, first, last);
      }
    }
  }

  private static int last(double[] confidence) {
    int last = RecallGrid.SIZE - 1;
    while (last > 0 && confidence[last] == 0) {
      last--;
    }
    return last;
  }

  private static boolean measured(int[] ofCluster, int[] times) {
    for (int i = 0; i < times.length; i++) {
      if (times[i] > 0 && ofCluster[i] > 0) {
        return true;
      }
    }
    return false;
  }

  private void weigh(RankedClass c, int[] times, int[] rank) {
    if (weight.length < rank.length) {
      weight = new double[rank.length];
    }
    for (int k = 0; k < rank.length; k++) {
      weight[k] = times[c.cluster[rank[k]]];
    }
  }

  /** The first true positive that counts and does not rank above each confidence. */
  private void findPlaces(RankedClass c, int[] rank, double[] confidence, int first, int last) {
    int k = 0;
    int counted = -1;
    for (int i = first; i <= last; i++) {
      double q = confidence[i];
      while (k < rank.length && (weight[k] == 0 || c.score[rank[k]] > q)) {
        counted = weight[k] == 0 ? counted : k;
        k++;
      }
      place[i] = k;
      previous[i] = counted;
    }
  }

  private double mean(RankedClass c, int e, int[] rank, double[] confidence, int first, int last) {
    sum = 0;
    count = 0;
    int at = 0;
    double total = 0;
    for (int i = first; i <= last; i++) {
      add(c, e, at, place[i]);
      at = place[i];
      double q = confidence[i];
      double above = count == 0 ? 0 : sum / count;
      if (at == rank.length) {
        total += above;
        continue;
      }
      double more = c.counts[e].length == 0 ? weight[at] : weight[at] * c.counts[e][at];
      double here = count + more == 0 ? 0 : (sum + weight[at] * c.error[e][at]) / (count + more);
      double score = c.score[rank[at]];
      boolean alone = previous[i] < 0 || score == q;
      total +=
          alone ? here : Interpolation.between(score, here, c.score[rank[previous[i]]], above, q);
    }
    return total / (last - first + 1);
  }

  /** Takes in the true positives {@code [from, to)}, in two lanes so that additions overlap. */
  private void add(RankedClass c, int e, int from, int to) {
    sum += dot(c.error[e], from, to);
    count += c.counts[e].length == 0 ? weights(from, to) : dot(c.counts[e], from, to);
  }

  private double dot(double[] column, int from, int to) {
    double even = 0;
    double odd = 0;
    int k = from;
    for (; k < to - 1; k += 2) {
      even += weight[k] * column[k];
      odd += weight[k + 1] * column[k + 1];
    }
    double all = k < to ? even + odd + weight[k] * column[k] : even + odd;
    return Double.isNaN(all) ? dotOfCounted(column, from, to) : all;
  }

  /** An infinite error that counts nothing must not make NaN. */
  private double dotOfCounted(double[] column, int from, int to) {
    double all = 0;
    for (int k = from; k < to; k++) {
      all += weight[k] == 0 ? 0 : weight[k] * column[k];
    }
    return all;
  }

  private double weights(int from, int to) {
    double even = 0;
    double odd = 0;
    int k = from;
    for (; k < to - 1; k += 2) {
      even += weight[k];
      odd += weight[k + 1];
    }
    return k < to ? even + odd + weight[k] : even + odd;
  }
}
