package dev.bevdrift.jobs.table;

import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Vec3;

/**
 * One predicted box.
 *
 * @param rung whose it is
 * @param sceneToken the data set's
 * @param sampleToken the frame
 * @param sampleIndex the frame's position in sample.json
 * @param ordinal rank within its frame and rung, 0 first: equal scores keep this order
 * @param detectionName one of the ten detection classes
 * @param detectionScore as the network gives it
 * @param translation centre of gravity, metres, global frame
 * @param size width, length, height in metres
 * @param rotation box to global
 * @param velocityX m/s along global x
 * @param velocityY m/s along global y
 * @param attributeName a nuScenes attribute, or "" for none
 */
public record PredictionRow(
    String rung,
    String sceneToken,
    String sampleToken,
    long sampleIndex,
    int ordinal,
    String detectionName,
    double detectionScore,
    Vec3 translation,
    Vec3 size,
    Quaternion rotation,
    double velocityX,
    double velocityY,
    String attributeName) {}
