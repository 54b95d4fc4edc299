package dev.bevdrift.jobs.stage;

import dev.bevdrift.metrics.box.GroundTruth;

/**
 * One scene to be scored.
 *
 * @param truth its samples and true boxes
 * @param predictions of these samples
 */
public record ScenePart(GroundTruth truth, OrderedBoxes predictions) {}
