package dev.bevdrift.metrics.score;

import java.util.Comparator;

/**
 * Whose figures, on which boxes.
 *
 * @param rung the predictions' name
 * @param baseline what was subtracted; empty for the rung's own figures
 * @param slice {@link SliceNames#ALL}, or a part of the boxes
 */
public record FigureKey(String rung, String baseline, String slice)
    implements Comparable<FigureKey> {
  private static final Comparator<FigureKey> ORDER =
      Comparator.comparing(FigureKey::rung)
          .thenComparing(FigureKey::baseline)
          .thenComparing(FigureKey::slice, SliceNames.ORDER);

  public FigureKey {
    if (rung.isEmpty() || slice.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot name figures rung='" + rung + "', slice='" + slice + "': expected both");
    }
  }

  /** A rung's own figures. */
  public static FigureKey of(String rung, String slice) {
    return new FigureKey(rung, "", slice);
  }

  /** A rung's figures less a baseline's. */
  public static FigureKey delta(String rung, String baseline, String slice) {
    if (baseline.isEmpty()) {
      throw new IllegalArgumentException("Cannot name a difference: expected a baseline");
    }
    return new FigureKey(rung, baseline, slice);
  }

  /** Whether it names a difference. */
  public boolean isDelta() {
    return !baseline.isEmpty();
  }

  @Override
  public int compareTo(FigureKey other) {
    return ORDER.compare(this, other);
  }
}
