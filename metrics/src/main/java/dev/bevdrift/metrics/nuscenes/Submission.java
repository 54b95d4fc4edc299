package dev.bevdrift.metrics.nuscenes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bevdrift.metrics.box.DetectionBoxes;

/**
 * A results file, read.
 *
 * @param boxes in the order in which ties are decided
 * @param meta what the file says about its detector; an object, or an array, which the devkit takes
 *     too
 */
public record Submission(DetectionBoxes boxes, JsonNode meta) {}
