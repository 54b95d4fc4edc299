package dev.bevdrift.metrics.box;

import java.util.Arrays;

/**
 * Which boxes are evaluated at all: near enough, with points, not in a bicycle rack.
 *
 * <p>Applied to predictions and ground truth alike. Source: nuScenes devkit, {@code
 * filter_eval_boxes}. Thread-safe.
 */
public final class BoxFilter {
  private final double[] rangeM;

  private BoxFilter(double[] rangeM) {
    this.rangeM = rangeM;
  }

  /**
   * A filter by distance, points and racks.
   *
   * @param rangeM by class index, metres from the ego vehicle in the ground plane; a box is kept
   *     when strictly nearer. NaN or zero keeps none of that class
   */
  public static BoxFilter within(double[] rangeM) {
    return new BoxFilter(rangeM.clone());
  }

  /** Whether box {@code i} is evaluated. */
  public boolean keeps(DetectionBoxes boxes, int i, Samples samples, BikeRacks racks) {
    int sample = boxes.sample(i);
    double dx = boxes.x(i) - samples.egoX(sample);
    double dy = boxes.y(i) - samples.egoY(sample);
    if (!(Math.sqrt(dx * dx + dy * dy) < rangeM[boxes.classIndex(i)]) || boxes.numPts(i) == 0) {
      return false;
    }
    DetectionClass cls = boxes.detectionClass(i);
    boolean canStandInRack = cls == DetectionClass.BICYCLE || cls == DetectionClass.MOTORCYCLE;
    return !canStandInRack || !racks.contains(sample, boxes.x(i), boxes.y(i), boxes.z(i));
  }

  /**
   * The evaluated boxes of each class.
   *
   * @return by class index: indices into {@code boxes}, ascending
   */
  public int[][] byClass(DetectionBoxes boxes, Samples samples, BikeRacks racks) {
    int classes = DetectionClass.all().size();
    int[][] kept = new int[classes][16];
    int[] count = new int[classes];
    for (int i = 0; i < boxes.size(); i++) {
      if (keeps(boxes, i, samples, racks)) {
        int cls = boxes.classIndex(i);
        if (count[cls] == kept[cls].length) {
          kept[cls] = Arrays.copyOf(kept[cls], 2 * count[cls]);
        }
        kept[cls][count[cls]++] = i;
      }
    }
    for (int cls = 0; cls < classes; cls++) {
      kept[cls] = Arrays.copyOf(kept[cls], count[cls]);
    }
    return kept;
  }
}
