package dev.bevdrift.jobs.report;

/**
 * A frame that a rung changed much.
 *
 * @param scene name of the scene
 * @param sampleToken of the frame
 * @param rung that changed it
 * @param score share of the boxes of both sides that were lost, gained or moved, in (0, 1]
 * @param why a phrase for people
 */
public record WorstFrame(String scene, String sampleToken, String rung, double score, String why) {}
