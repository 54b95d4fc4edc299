package dev.bevdrift.jobs.doctor;

/**
 * How far one frame's raw outputs are from the baseline's.
 *
 * @param sampleToken the frame
 * @param frameInScene 0 for the first of its scene
 * @param relative largest over the outputs: root mean square of the difference over that of the
 *     baseline
 * @param nonFinite elements that are NaN or infinite
 */
public record FrameDrift(String sampleToken, int frameInScene, double relative, long nonFinite) {}
