package dev.bevdrift.jobs.ingest;

/**
 * What one sensor saw at a keyframe.
 *
 * @param token the data set's
 * @param sensor the sensor's calibration
 * @param egoPoseToken the vehicle's pose at the sensor's own time
 * @param timestampUs the sensor's own time
 * @param file name relative to the data set's root
 * @param width pixels; 0 for what is not a camera
 * @param height pixels; 0 for what is not a camera
 */
record DataRow(
    String token,
    SensorRow sensor,
    String egoPoseToken,
    long timestampUs,
    String file,
    int width,
    int height) {}
