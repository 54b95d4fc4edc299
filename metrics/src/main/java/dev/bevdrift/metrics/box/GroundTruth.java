package dev.bevdrift.metrics.box;

/**
 * What predictions are measured against: samples, their true boxes, their bicycle racks.
 *
 * @param samples in the order of {@code sample.json}
 * @param boxes of evaluated classes only, in annotation order within a sample
 * @param racks bicycle racks, which hide the bicycles and motorcycles inside them
 */
public record GroundTruth(Samples samples, DetectionBoxes boxes, BikeRacks racks) {}
