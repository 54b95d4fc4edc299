package dev.bevdrift.metrics.match;

import java.io.Serializable;

/**
 * How much was matched, before any filter.
 *
 * @param samples number of samples
 * @param truths number of true boxes
 * @param predictions number of predictions
 */
public record BoxTotals(long samples, long truths, long predictions) implements Serializable {
  /** Nothing. */
  public static final BoxTotals NONE = new BoxTotals(0, 0, 0);

  /** Both together. */
  public BoxTotals plus(BoxTotals other) {
    return new BoxTotals(
        samples + other.samples, truths + other.truths, predictions + other.predictions);
  }
}
