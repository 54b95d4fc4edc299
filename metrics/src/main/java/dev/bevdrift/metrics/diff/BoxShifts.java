package dev.bevdrift.metrics.diff;

import dev.bevdrift.metrics.box.DetectionBoxes;
import java.util.EnumMap;
import java.util.Map;

/** How far kept boxes are from their partners, by kind of shift. Not thread-safe. */
public final class BoxShifts {
  private final Map<BoxShift, Distribution> shifts = new EnumMap<>(BoxShift.class);

  private BoxShifts() {
    for (BoxShift shift : BoxShift.values()) {
      shifts.put(shift, Distribution.empty());
    }
  }

  /** Of no boxes yet. */
  public static BoxShifts empty() {
    return new BoxShifts();
  }

  void add(DetectionBoxes reference, DetectionBoxes candidate, BoxPairs.Pair pair) {
    shifts.forEach(
        (shift, sizes) ->
            sizes.add(shift.of(reference, pair.reference(), candidate, pair.candidate())));
  }

  /** Appends another one's boxes. */
  public BoxShifts merge(BoxShifts later) {
    shifts.forEach((shift, sizes) -> sizes.merge(later.of(shift)));
    return this;
  }

  /** One kind of shift. */
  public Distribution of(BoxShift shift) {
    return shifts.get(shift);
  }
}
