package dev.bevdrift.jobs.doctor;

import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.Samples;

/** Boxes of one list of samples as boxes of another. */
public final class Refiled {
  private Refiled() {}

  /**
   * The same boxes in the same order, under the samples of the same tokens.
   *
   * @param to has every sample of {@code from} that has a box
   */
  public static DetectionBoxes of(DetectionBoxes boxes, Samples from, Samples to) {
    BoxEdit edit =
        (b, i, out) ->
            out.sample(to.indexOf(from.token(b.sample(i))).orElseThrow())
                .velocity(b.vx(i), b.vy(i))
                .score(b.score(i))
                .attribute(b.attribute(i))
                .numPts(b.numPts(i));
    return edit.of(boxes);
  }
}
