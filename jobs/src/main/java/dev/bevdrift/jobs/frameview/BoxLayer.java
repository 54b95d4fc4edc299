package dev.bevdrift.jobs.frameview;

import java.awt.Color;
import java.util.List;

/**
 * The boxes of one source in one colour.
 *
 * @param name of the source, as the legend shows it
 * @param color of its lines
 * @param boxes in the global frame
 */
public record BoxLayer(String name, Color color, List<SolidBox> boxes) {
  private static final Color TRUTH = new Color(0x35D04F);

  /** Told apart by people who see red and green alike, on dark and on bright pictures. */
  private static final List<Color> RUNGS =
      List.of(
          new Color(0xFFB000),
          new Color(0x45A8FF),
          new Color(0xFF5DA2),
          new Color(0xB98CFF),
          new Color(0xF2F2F2),
          new Color(0xFF6A30));

  public BoxLayer {
    boxes = List.copyOf(boxes);
  }

  /** How many rungs have a colour of their own. */
  public static int mostRungs() {
    return RUNGS.size();
  }

  /** The true boxes. */
  public static BoxLayer truth(List<SolidBox> boxes) {
    return new BoxLayer("ground truth", TRUTH, boxes);
  }

  /**
   * The boxes of a rung.
   *
   * @param number of the rung among those shown, below {@link #mostRungs}
   */
  public static BoxLayer rung(int number, String id, List<SolidBox> boxes) {
    return new BoxLayer(id, RUNGS.get(number), boxes);
  }
}
