package dev.bevdrift.jobs.report;

/**
 * How far one output of a rung is from its baseline's, over all frames that have both.
 *
 * @param name role of the output, such as {@code all_cls_scores}
 * @param maxAbs largest absolute difference of two elements; infinite when an element is not finite
 * @param meanAbs mean absolute difference
 * @param cosine cosine of the angle between both, all frames as one vector; NaN when one is zero
 * @param frames frames that were compared
 * @param detail everything else
 */
public record TensorFigures(
    String name, double maxAbs, double meanAbs, double cosine, long frames, TensorDetail detail) {
  /** Without anything else. */
  public TensorFigures(String name, double maxAbs, double meanAbs, double cosine, long frames) {
    this(name, maxAbs, meanAbs, cosine, frames, TensorDetail.UNKNOWN);
  }
}
