package dev.bevdrift.metrics.slice;

import java.util.List;

/**
 * Where the bands lie, and what counts as too small.
 *
 * @param distanceEdgesM from the ego vehicle in the ground plane, metres
 * @param pointEdges LiDAR and radar points in the box
 * @param speedEdgesMps length of the velocity in the ground plane, metres per second
 * @param leastTrueBoxes a slice with fewer is too small to mean anything
 * @param leastScenes a slice whose true boxes lie in fewer scenes is too small: no interval is
 *     given below it
 */
public record SliceSettings(
    List<Double> distanceEdgesM,
    List<Double> pointEdges,
    List<Double> speedEdgesMps,
    int leastTrueBoxes,
    int leastScenes) {
  /** Bands of ten metres; 30 true boxes in 6 scenes. */
  public static final SliceSettings DEFAULTS =
      new SliceSettings(
          List.of(0.0, 10.0, 20.0, 30.0, 40.0, 50.0),
          List.of(1.0, 5.0, 20.0, 100.0),
          List.of(0.0, 0.5, 2.0, 5.0, 10.0),
          30,
          6);

  public SliceSettings {
    distanceEdgesM = List.copyOf(distanceEdgesM);
    pointEdges = List.copyOf(pointEdges);
    speedEdgesMps = List.copyOf(speedEdgesMps);
    if (leastTrueBoxes < 0 || leastScenes < 0) {
      throw new IllegalArgumentException(
          "Cannot call slices below "
              + leastTrueBoxes
              + " true boxes or "
              + leastScenes
              + " scenes small: expected zero or more");
    }
  }

  /** The same with other bands of distance. */
  public SliceSettings withDistanceEdgesM(List<Double> edges) {
    return new SliceSettings(edges, pointEdges, speedEdgesMps, leastTrueBoxes, leastScenes);
  }
}
