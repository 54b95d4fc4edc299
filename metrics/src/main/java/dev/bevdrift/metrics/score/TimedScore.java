package dev.bevdrift.metrics.score;

/**
 * A score and where its time went.
 *
 * @param score the figures
 * @param filterS seconds of choosing the evaluated predictions
 * @param matchS seconds of ranking and matching
 * @param curvesS seconds of curves and figures
 */
public record TimedScore(DetectionScore score, double filterS, double matchS, double curvesS) {}
