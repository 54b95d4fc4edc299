package dev.bevdrift.jobs.stage;

import dev.bevdrift.metrics.box.TruthFacts;
import dev.bevdrift.metrics.nuscenes.Split;
import java.util.Map;

/**
 * What frames say of the scenes and true boxes that a score was made against.
 *
 * @param facts for slices and outcomes
 * @param driveOf scene name to the drive that it was cut out of; a scene without one is not here
 * @param kind what a second submission must have
 */
public record FrameFacts(TruthFacts facts, Map<String, String> driveOf, Split.Kind kind) {
  public FrameFacts {
    driveOf = Map.copyOf(driveOf);
  }
}
