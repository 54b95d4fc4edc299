package dev.bevdrift.metrics.command;

import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.score.DetectionScore;
import java.util.Optional;

/**
 * Scored predictions.
 *
 * @param score all figures
 * @param boxes what was scored; empty where no machine held it all
 * @param readS seconds spent on reading truth and predictions
 * @param evalS seconds spent on filtering, matching and scoring
 * @param phases where these seconds went, where that was measured
 */
public record MetricsResult(
    DetectionScore score,
    Optional<Boxes> boxes,
    double readS,
    double evalS,
    Optional<MetricsPhases> phases) {
  /**
   * What was scored.
   *
   * @param truth what it was scored against
   * @param predictions in the order that decides ties
   */
  public record Boxes(GroundTruth truth, DetectionBoxes predictions) {}

  /** The figures and the boxes that one machine held. */
  public static MetricsResult of(
      DetectionScore score,
      GroundTruth truth,
      DetectionBoxes predictions,
      double readS,
      double evalS) {
    return new MetricsResult(
        score, Optional.of(new Boxes(truth, predictions)), readS, evalS, Optional.empty());
  }

  /** Figures that many machines made together. */
  public static MetricsResult ofMany(DetectionScore score, double evalS) {
    return new MetricsResult(score, Optional.empty(), 0, evalS, Optional.empty());
  }

  /** The same with its seconds in detail. */
  public MetricsResult with(MetricsPhases measured) {
    return new MetricsResult(score, boxes, readS, evalS, Optional.of(measured));
  }

  /**
   * What it was scored against.
   *
   * @throws IllegalStateException if no machine held it all
   */
  public GroundTruth truth() {
    return held().truth();
  }

  /**
   * What was scored.
   *
   * @throws IllegalStateException if no machine held it all
   */
  public DetectionBoxes predictions() {
    return held().predictions();
  }

  private Boxes held() {
    return boxes.orElseThrow(
        () -> new IllegalStateException("Cannot hand out boxes: no machine held them all"));
  }
}
