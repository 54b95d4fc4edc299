package dev.bevdrift.jobs.compare;

import dev.bevdrift.metrics.diff.TensorDiff;

/**
 * How one raw output of b differs from a's, over all samples.
 *
 * @param name role of the output
 * @param frames samples in which both have it
 * @param maxAbs largest absolute difference; infinite where an element is not finite
 * @param meanAbs mean absolute difference
 * @param rmsAbs root of the mean squared difference
 * @param relative length of the difference over a's
 * @param cosine of the angle between both
 * @param snrDb how far a stands above the difference, decibels
 * @param worst the sample of {@code maxAbs}; empty text where nothing differs
 */
public record TensorLine(
    String name,
    long frames,
    double maxAbs,
    double meanAbs,
    double rmsAbs,
    double relative,
    double cosine,
    double snrDb,
    String worst) {
  static TensorLine of(String name, long frames, TensorDiff diff, String worst) {
    return new TensorLine(
        name,
        frames,
        diff.maxAbs(),
        diff.meanAbs(),
        diff.rms(),
        diff.relative(),
        diff.cosine(),
        diff.snrDb(),
        worst);
  }
}
