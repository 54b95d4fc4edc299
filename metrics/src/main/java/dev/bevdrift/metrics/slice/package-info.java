/**
 * The figures of parts of the boxes: by distance, class, visibility, points, speed, light, weather,
 * location, vehicle and drive.
 *
 * <p>A <i>property</i> has values; a <i>slice</i> is a property and one of its values. 2026-11-25:
 * a prediction is filed once for all distance thresholds, with the true box that it matches at any
 * of them, so that a detection that is two metres off is not a false positive of the next band at
 * the narrow thresholds; recall is exact in every slice at every threshold.
 */
package dev.bevdrift.metrics.slice;
