package dev.bevdrift.udf.infer;

import java.util.Map;

/**
 * The nuScenes attribute that the original guesses from a box's class and speed.
 *
 * <p>Source: the original's NuScenesDataset._format_bbox.
 */
final class Attributes {
  /** Metres a second above which a box counts as moving. */
  private static final double MOVING_SPEED = 0.2;

  private static final String PARKED = "vehicle.parked";
  private static final String MOVING = "vehicle.moving";
  private static final String RIDER = "cycle.with_rider";
  private static final String NO_RIDER = "cycle.without_rider";
  private static final Map<String, Rule> RULES =
      Map.of(
          "car", new Rule(MOVING, PARKED),
          "truck", new Rule(MOVING, PARKED),
          "construction_vehicle", new Rule(MOVING, PARKED),
          "trailer", new Rule(MOVING, PARKED),
          "bus", new Rule(MOVING, "vehicle.stopped"),
          "motorcycle", new Rule(RIDER, NO_RIDER),
          "bicycle", new Rule(RIDER, NO_RIDER),
          "pedestrian", new Rule("pedestrian.moving", "pedestrian.standing"),
          "barrier", new Rule("", ""),
          "traffic_cone", new Rule("", ""));

  private record Rule(String moving, String still) {}

  private Attributes() {}

  /**
   * The attribute's name.
   *
   * @param className a detection class
   * @param velocityX metres a second along global x
   * @param velocityY metres a second along global y
   * @return "" for a class that has none, or is not one of the ten
   */
  static String of(String className, double velocityX, double velocityY) {
    Rule rule = RULES.getOrDefault(className, new Rule("", ""));
    double speed = Math.sqrt(velocityX * velocityX + velocityY * velocityY);
    return speed > MOVING_SPEED ? rule.moving() : rule.still();
  }
}
