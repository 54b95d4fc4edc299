package dev.bevdrift.metrics.match;

import dev.bevdrift.metrics.box.BoxFilter;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.GroundTruth;

/**
 * Ground truth made ready for matching: its evaluated boxes by class and sample.
 *
 * <p>Made once, it serves any number of sets of predictions. Immutable, thread-safe.
 */
public final class TruthIndex {
  private final GroundTruth truth;
  private final BoxFilter filter;
  private final int[][] byClass;
  private final BySample[] bySample;

  private TruthIndex(GroundTruth truth, BoxFilter filter, int[][] byClass, BySample[] bySample) {
    this.truth = truth;
    this.filter = filter;
    this.byClass = byClass;
    this.bySample = bySample;
  }

  /**
   * Filters and groups true boxes.
   *
   * @param filter says which boxes are evaluated, among the true ones and later the predicted ones
   */
  public static TruthIndex of(GroundTruth truth, BoxFilter filter) {
    int[][] byClass = filter.byClass(truth.boxes(), truth.samples(), truth.racks());
    BySample[] bySample = new BySample[byClass.length];
    for (int c = 0; c < byClass.length; c++) {
      bySample[c] = BySample.of(truth.boxes(), byClass[c], truth.samples().size());
    }
    return new TruthIndex(truth, filter, byClass, bySample);
  }

  public GroundTruth truth() {
    return truth;
  }

  /**
   * The evaluated predictions of each class.
   *
   * @return by class index: indices into {@code predictions}, ascending
   */
  public int[][] evaluated(DetectionBoxes predictions) {
    return filter.byClass(predictions, truth.samples(), truth.racks());
  }

  /** The evaluated true boxes of a class, ascending indices; not to be changed. */
  int[] list(DetectionClass c) {
    return byClass[c.index()];
  }

  /** Positions in {@link #list} by sample. */
  BySample bySample(DetectionClass c) {
    return bySample[c.index()];
  }
}
