package dev.bevdrift.jobs.table;

/**
 * One scene sequence of a folder of frames.
 *
 * @param sceneToken the data set's
 * @param sceneName the data set's
 * @param sequence 0 unless a long scene was cut
 * @param file name within the folder
 * @param frames how many keyframes it holds
 * @param bytes the file's length
 * @param firstSampleIndex the first frame's position in sample.json
 * @param firstTimestampUs the first frame's time, microseconds since the epoch
 * @param location the log's
 * @param vehicle the log's
 * @param log the drive that the scene was cut out of; empty where nobody said
 * @param description the scene's
 */
public record IndexRow(
    String sceneToken,
    String sceneName,
    int sequence,
    String file,
    int frames,
    long bytes,
    long firstSampleIndex,
    long firstTimestampUs,
    String location,
    String vehicle,
    String log,
    String description) {}
