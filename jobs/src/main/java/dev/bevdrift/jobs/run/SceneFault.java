package dev.bevdrift.jobs.run;

import java.io.Serializable;

/**
 * One frame that a rung lacks.
 *
 * @param scene name of the scene
 * @param sampleToken of the frame
 * @param rung that failed, or the original whose output was unusable
 * @param camera whose picture failed; empty when it was no picture
 * @param stage where it failed, in lower case
 * @param message one line
 */
public record SceneFault(
    String scene, String sampleToken, String rung, String camera, String stage, String message)
    implements Serializable {}
