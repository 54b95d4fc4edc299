package dev.bevdrift.metrics.outcome;

import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.SceneFacts;
import java.util.List;
import java.util.OptionalInt;

/**
 * What became of one evaluated box.
 *
 * @param sample index of the sample that it was filed under
 * @param kind found, spurious or missed, at the threshold of true positives
 * @param detectionClass of the box, and of the true box it matches
 * @param prediction index of the prediction; empty for a missed box
 * @param score of the prediction; NaN for a missed box
 * @param truth index of the true box that it matches or is; empty for a spurious one
 * @param matchedAtM the thresholds, metres, at which it is matched: other true boxes than {@code
 *     truth} included
 * @param errors in the order of {@link dev.bevdrift.metrics.box.TpError}; NaN unless found and
 *     defined
 * @param distanceM from the ego vehicle, of the true box where there is one
 * @param speedMps of the true box where there is one; NaN when unknown
 * @param points in the true box; empty without one or when unknown
 * @param visibility of the true box; empty without one or when unknown
 * @param instance the object that the true box is; empty without one or when unknown
 * @param scene what is known of the scene
 */
public record BoxOutcome(
    int sample,
    Kind kind,
    DetectionClass detectionClass,
    OptionalInt prediction,
    double score,
    OptionalInt truth,
    List<Double> matchedAtM,
    List<Double> errors,
    double distanceM,
    double speedMps,
    OptionalInt points,
    String visibility,
    String instance,
    SceneFacts scene) {
  /** What became of a box. */
  public enum Kind {
    /** A prediction with a true box. */
    TP,
    /** A prediction without one. */
    FP,
    /** A true box without a prediction. */
    FN
  }

  public BoxOutcome {
    matchedAtM = List.copyOf(matchedAtM);
    errors = List.copyOf(errors);
  }
}
