package dev.bevdrift.metrics.score;

import dev.bevdrift.metrics.box.DetectionClass;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The settings of an evaluation. Distances are between centres in the ground plane.
 *
 * @param classRanges the evaluated classes in the order in which averages add them; the devkit
 *     demands all ten, a subset is allowed here
 * @param distanceThresholdsM metres; average precision is taken at each
 * @param tpThresholdM one of them: where true positive errors are taken
 * @param minRecall in [0, 1]; averages leave out recalls up to it
 * @param minPrecision in [0, 1); precision counts above it only
 * @param maxBoxesPerSample most predictions of one sample
 * @param meanApWeight weight of mAP in NDS, where each of the five errors has 1
 */
public record DetectionConfig(
    List<ClassRange> classRanges,
    List<Double> distanceThresholdsM,
    double tpThresholdM,
    double minRecall,
    double minPrecision,
    int maxBoxesPerSample,
    double meanApWeight)
    implements Serializable {
  private static final double VEHICLE_RANGE_M = 50;
  private static final double SMALL_RANGE_M = 40;
  private static final double STATIC_RANGE_M = 30;

  public DetectionConfig {
    classRanges = List.copyOf(classRanges);
    distanceThresholdsM = List.copyOf(distanceThresholdsM);
    require(!classRanges.isEmpty(), "class_range", "{}", "at least one class");
    long distinct = classRanges.stream().map(ClassRange::detectionClass).distinct().count();
    require(distinct == classRanges.size(), "class_range", classRanges, "each class once");
    require(!distanceThresholdsM.isEmpty(), "dist_ths", "[]", "at least one distance");
    for (double threshold : distanceThresholdsM) {
      require(threshold > 0, "dist_ths", threshold, "metres above zero");
    }
    require(
        distanceThresholdsM.contains(tpThresholdM), "dist_th_tp", tpThresholdM, "one of dist_ths");
    require(minRecall >= 0 && minRecall <= 1, "min_recall", minRecall, "[0, 1]");
    require(minPrecision >= 0 && minPrecision < 1, "min_precision", minPrecision, "[0, 1)");
    require(maxBoxesPerSample >= 0, "max_boxes_per_sample", maxBoxesPerSample, "zero or more");
    require(meanApWeight >= 0, "mean_ap_weight", meanApWeight, "zero or more");
  }

  private static void require(boolean holds, String name, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Cannot use " + name + "=" + value + ": expected " + expected);
    }
  }

  /** The settings of the nuScenes detection task: {@code detection_cvpr_2019} of the devkit. */
  public static DetectionConfig cvpr2019() {
    List<ClassRange> ranges = new ArrayList<>();
    for (DetectionClass c : DetectionClass.all()) {
      double rangeM =
          switch (c) {
            case CAR, TRUCK, BUS, TRAILER, CONSTRUCTION_VEHICLE -> VEHICLE_RANGE_M;
            case PEDESTRIAN, MOTORCYCLE, BICYCLE -> SMALL_RANGE_M;
            case TRAFFIC_CONE, BARRIER -> STATIC_RANGE_M;
          };
      ranges.add(new ClassRange(c, rangeM));
    }
    return new DetectionConfig(ranges, List.of(0.5, 1.0, 2.0, 4.0), 2.0, 0.1, 0.1, 500, 5);
  }

  /**
   * The same settings with other ranges. Classes that are not named are not evaluated; the order is
   * that of {@link DetectionClass}.
   *
   * @param rangeM by detection name, metres
   * @throws IllegalArgumentException on an unknown name or a range that is negative or NaN
   */
  public DetectionConfig withClassRange(Map<String, ? extends Number> rangeM) {
    for (String name : rangeM.keySet()) {
      require(DetectionClass.of(name).isPresent(), "class_range." + name, "?", "a detection class");
    }
    List<ClassRange> ranges = new ArrayList<>();
    for (DetectionClass c : DetectionClass.all()) {
      if (rangeM.containsKey(c.jsonName())) {
        ranges.add(new ClassRange(c, rangeM.get(c.jsonName()).doubleValue()));
      }
    }
    return new DetectionConfig(
        ranges,
        distanceThresholdsM,
        tpThresholdM,
        minRecall,
        minPrecision,
        maxBoxesPerSample,
        meanApWeight);
  }

  /** The same settings for some of the classes, in the same order. */
  public DetectionConfig onlyClasses(List<DetectionClass> kept) {
    return new DetectionConfig(
        classRanges.stream().filter(range -> kept.contains(range.detectionClass())).toList(),
        distanceThresholdsM,
        tpThresholdM,
        minRecall,
        minPrecision,
        maxBoxesPerSample,
        meanApWeight);
  }

  /** The evaluated classes in order. */
  public List<DetectionClass> classes() {
    return classRanges.stream().map(ClassRange::detectionClass).toList();
  }

  /** Whether all ten classes are evaluated, as the devkit demands. */
  public boolean namesEveryClass() {
    return classRanges.size() == DetectionClass.all().size();
  }

  /** The place of the threshold for true positive errors among the thresholds. */
  public int tpThresholdIndex() {
    return distanceThresholdsM.indexOf(tpThresholdM);
  }

  /** The ranges by class index, metres; NaN for classes that are not evaluated. */
  public double[] rangesM() {
    double[] ranges = new double[DetectionClass.all().size()];
    Arrays.fill(ranges, Double.NaN);
    for (ClassRange range : classRanges) {
      ranges[range.detectionClass().index()] = range.rangeM();
    }
    return ranges;
  }
}
