package dev.bevdrift.metrics.box;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The attribute of a box; {@link #NONE} is the empty name, which every class may carry. */
public enum Attribute {
  NONE(""),
  PEDESTRIAN_MOVING("pedestrian.moving"),
  PEDESTRIAN_SITTING_LYING_DOWN("pedestrian.sitting_lying_down"),
  PEDESTRIAN_STANDING("pedestrian.standing"),
  CYCLE_WITH_RIDER("cycle.with_rider"),
  CYCLE_WITHOUT_RIDER("cycle.without_rider"),
  VEHICLE_MOVING("vehicle.moving"),
  VEHICLE_PARKED("vehicle.parked"),
  VEHICLE_STOPPED("vehicle.stopped");

  private static final List<Attribute> ALL = List.of(values());
  private static final Map<String, Attribute> BY_NAME = new HashMap<>();

  static {
    ALL.forEach(a -> BY_NAME.put(a.jsonName, a));
  }

  private final String jsonName;

  Attribute(String jsonName) {
    this.jsonName = jsonName;
  }

  /** The attributes in their order; {@code all().get(i).index() == i}. */
  public static List<Attribute> all() {
    return ALL;
  }

  /** The attribute of a name such as {@code vehicle.moving}; empty when unknown. */
  public static Optional<Attribute> of(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** The name in every JSON file; empty for {@link #NONE}. */
  public String jsonName() {
    return jsonName;
  }

  /** The place in the order of this enum, counted from 0: the index of every array by it. */
  @SuppressWarnings("EnumOrdinal")
  public int index() {
    return ordinal();
  }
}
