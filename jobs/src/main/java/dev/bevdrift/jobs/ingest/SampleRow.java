package dev.bevdrift.jobs.ingest;

/**
 * A keyframe of the sample table.
 *
 * @param token the data set's
 * @param index position in sample.json
 * @param timestampUs microseconds since the epoch
 * @param prev the keyframe before in the scene; "" at its start
 * @param scene whose it is
 */
record SampleRow(String token, long index, long timestampUs, String prev, SceneRow scene) {}
