package dev.bevdrift.metrics.box;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The ten classes of the nuScenes detection task, in the order in which every average adds them.
 *
 * <p>Source: nuScenes devkit 1.2.0, {@code detection_cvpr_2019.json} and {@code
 * category_to_detection_name}.
 */
public enum DetectionClass {
  CAR("car", 2 * Math.PI, Set.of(), "vehicle.car"),
  TRUCK("truck", 2 * Math.PI, Set.of(), "vehicle.truck"),
  BUS("bus", 2 * Math.PI, Set.of(), "vehicle.bus.bendy", "vehicle.bus.rigid"),
  TRAILER("trailer", 2 * Math.PI, Set.of(), "vehicle.trailer"),
  CONSTRUCTION_VEHICLE("construction_vehicle", 2 * Math.PI, Set.of(), "vehicle.construction"),
  PEDESTRIAN(
      "pedestrian",
      2 * Math.PI,
      Set.of(),
      "human.pedestrian.adult",
      "human.pedestrian.child",
      "human.pedestrian.construction_worker",
      "human.pedestrian.police_officer"),
  MOTORCYCLE("motorcycle", 2 * Math.PI, Set.of(), "vehicle.motorcycle"),
  BICYCLE("bicycle", 2 * Math.PI, Set.of(), "vehicle.bicycle"),
  TRAFFIC_CONE(
      "traffic_cone",
      2 * Math.PI,
      Set.of(TpError.ORIENT, TpError.VEL, TpError.ATTR),
      "movable_object.trafficcone"),
  /** Its heading is known up to half a turn only. */
  BARRIER("barrier", Math.PI, Set.of(TpError.VEL, TpError.ATTR), "movable_object.barrier");

  private static final List<DetectionClass> ALL = List.of(values());
  private static final Map<String, DetectionClass> BY_NAME = new HashMap<>();
  private static final Map<String, DetectionClass> BY_CATEGORY = new HashMap<>();

  static {
    for (DetectionClass c : ALL) {
      BY_NAME.put(c.jsonName, c);
      c.categories.forEach(category -> BY_CATEGORY.put(category, c));
    }
  }

  private final String jsonName;
  private final double yawPeriodRad;

  @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
  private final Set<TpError> undefined;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.copyOf
  private final List<String> categories;

  DetectionClass(
      String jsonName, double yawPeriodRad, Set<TpError> undefined, String... categories) {
    this.jsonName = jsonName;
    this.yawPeriodRad = yawPeriodRad;
    this.undefined = undefined;
    this.categories = List.copyOf(Arrays.asList(categories));
  }

  /** The classes in their order; {@code all().get(i).index() == i}. */
  public static List<DetectionClass> all() {
    return ALL;
  }

  /** The class of a detection name such as {@code construction_vehicle}; empty when unknown. */
  public static Optional<DetectionClass> of(String detectionName) {
    return Optional.ofNullable(BY_NAME.get(detectionName));
  }

  /** The class of a category such as {@code vehicle.bus.bendy}; empty when it is not evaluated. */
  public static Optional<DetectionClass> ofCategory(String category) {
    return Optional.ofNullable(BY_CATEGORY.get(category));
  }

  /** The name in every JSON file. */
  public String jsonName() {
    return jsonName;
  }

  /** The turn after which a heading of this class looks the same, radians. */
  public double yawPeriodRad() {
    return yawPeriodRad;
  }

  /** Whether an error means something for this class; a cone has no heading. */
  public boolean defines(TpError error) {
    return !undefined.contains(error);
  }

  /** The place in the order of this enum, counted from 0: the index of every array by it. */
  @SuppressWarnings("EnumOrdinal")
  public int index() {
    return ordinal();
  }
}
