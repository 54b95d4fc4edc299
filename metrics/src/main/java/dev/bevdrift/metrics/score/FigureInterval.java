package dev.bevdrift.metrics.score;

/**
 * Where a figure would lie had other scenes been driven.
 *
 * @param low lower end; may be infinite
 * @param high upper end, not below it
 * @param confidence in (0, 1), such as 0.9
 * @param method how it was made; a phrase for people
 */
public record FigureInterval(double low, double high, double confidence, String method) {
  public FigureInterval {
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "Cannot use the interval [" + low + ", " + high + "]: expected ends in order");
    }
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "Cannot use confidence=" + confidence + ": expected a number between 0 and 1");
    }
  }
}
