package dev.bevdrift.metrics.score;

/**
 * How much a slice holds.
 *
 * @param trueBoxes evaluated true boxes in it
 * @param predictions evaluated predictions that count in it
 * @param samples samples with at least one of these true boxes
 * @param scenes scenes with at least one of these true boxes
 * @param size whether its figures mean something
 * @param note what a reader must know; empty when nothing
 */
public record SliceInfo(
    long trueBoxes, long predictions, long samples, long scenes, Size size, String note) {
  /** Whether figures mean something. */
  public enum Size {
    ENOUGH,
    /** Too few true boxes or scenes: {@link SliceInfo#note} says which. */
    TOO_SMALL
  }

  public SliceInfo {
    if (trueBoxes < 0 || predictions < 0 || samples < 0 || scenes < 0) {
      throw new IllegalArgumentException("Cannot count boxes: a count is negative");
    }
    if (size == Size.TOO_SMALL && note.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot call a slice small: expected a note that says why");
    }
  }
}
