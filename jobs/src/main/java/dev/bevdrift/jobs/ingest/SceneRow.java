package dev.bevdrift.jobs.ingest;

/**
 * A scene, joined with its log.
 *
 * @param token the data set's
 * @param name the data set's
 * @param description in the data set's words
 * @param location the log's
 * @param vehicle the log's
 * @param log name of the log's file, one a drive
 */
record SceneRow(
    String token, String name, String description, String location, String vehicle, String log) {}
