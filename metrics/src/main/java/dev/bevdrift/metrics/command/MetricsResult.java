package dev.bevdrift.metrics.command;

import dev.bevdrift.metrics.score.DetectionScore;

/**
 * A scored submission.
 *
 * @param score all figures
 * @param readS seconds spent on reading tables and submission
 * @param evalS seconds spent on filtering, matching and scoring
 */
public record MetricsResult(DetectionScore score, double readS, double evalS) {}
