package dev.bevdrift.udf.ladder;

/**
 * Which model the ladder exports.
 *
 * @param name such as tiny or micro
 * @param configSha256 hex digest of its configuration
 * @param checkpointSha256 hex digest of its weights
 * @param randomWeights whether it was never trained: its figures say nothing about accuracy
 * @param synthetic whether it was trained on synthetic data: its prices do not transfer
 * @param notice shown wherever figures are shown; "" if none
 */
public record ModelInfo(
    String name,
    String configSha256,
    String checkpointSha256,
    boolean randomWeights,
    boolean synthetic,
    String notice) {}
