package dev.bevdrift.udf.tap;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The frame on which a graph's first value past tolerance differs most.
 *
 * @param rung the graph's
 * @param sampleToken the frame
 * @param difference at the value that is the first on any of the frames
 */
public record WorstTapFrame(String rung, String sampleToken, TapDifference difference) {

  /**
   * Looks among the frames of one graph; of equal ones it is the first.
   *
   * @param frames what was found on each, of one rung
   * @return empty when nothing is past tolerance on any
   */
  public static Optional<WorstTapFrame> of(List<Divergence> frames) {
    Optional<String> tap =
        frames.stream()
            .filter(frame -> frame.first().isPresent())
            .min(Comparator.comparingInt(Divergence::firstPlace))
            .map(frame -> frame.first().orElseThrow().tap());
    WorstTapFrame worst = null;
    for (Divergence frame : frames) {
      for (TapDifference difference : frame.differences()) {
        boolean at = tap.isPresent() && difference.tap().equals(tap.get());
        // NaN, an infinite value on both sides, counts as the largest.
        if (at
            && (worst == null
                || Double.compare(difference.relative(), worst.difference().relative()) > 0)) {
          worst = new WorstTapFrame(frame.rung(), frame.sampleToken(), difference);
        }
      }
    }
    return Optional.ofNullable(worst);
  }
}
