package dev.bevdrift.jobs.table;

/**
 * One run in a history; every row of it carries this.
 *
 * @param id tells runs apart; a run that was added twice has the same
 * @param name of the run folder
 * @param finishedUs when it ended, microseconds since 1970 UTC
 * @param recordedUs when it was added, microseconds since 1970 UTC
 * @param commit of whoever ran it; empty where nobody said
 * @param model name of the model
 * @param configSha256 of the model's configuration
 * @param checkpointSha256 of its weights
 * @param ladderSha256 of ladder.yaml
 * @param data name, version and split
 * @param dataSha256 of frames, scenes and limit
 * @param runtime what ran the graphs, in words
 * @param conditionsSha256 of all that must be the same before figures may be compared
 * @param gate what the gate said; empty for a run without one
 */
public record HistoryRun(
    String id,
    String name,
    long finishedUs,
    long recordedUs,
    String commit,
    String model,
    String configSha256,
    String checkpointSha256,
    String ladderSha256,
    String data,
    String dataSha256,
    String runtime,
    String conditionsSha256,
    String gate) {}
