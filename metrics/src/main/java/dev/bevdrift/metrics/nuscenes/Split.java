package dev.bevdrift.metrics.nuscenes;

import java.util.Set;

/**
 * A named set of scenes.
 *
 * @param name such as {@code mini_val}
 * @param kind whether nuScenes or the data set's owner defined it; ties go by the order of the
 *     samples in a custom split, by that of the submission else
 * @param sceneNames such as {@code scene-0103}; scenes that the tables lack are fine
 */
public record Split(String name, Kind kind, Set<String> sceneNames) {
  /** Where a split comes from. */
  public enum Kind {
    /** nuScenes: a submission must have exactly its samples. */
    PREDEFINED,
    /** Some samples of a split of nuScenes: a submission may have further samples. */
    PART,
    /** {@code splits.json} beside the tables: a submission may have further samples. */
    CUSTOM
  }

  public Split {
    sceneNames = Set.copyOf(sceneNames);
  }
}
