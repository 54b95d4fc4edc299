package dev.bevdrift.jobs.frameview;

import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Vec3;
import java.util.ArrayList;
import java.util.List;

/**
 * A box in the world, to be drawn.
 *
 * @param centre of gravity, metres, global frame
 * @param size width, length, height in metres
 * @param rotation box to global
 * @param label what it is
 * @param score in [0, 1]; 1 for a true box
 */
public record SolidBox(Vec3 centre, Vec3 size, Quaternion rotation, String label, double score) {
  /** Pairs of corners that an edge joins. */
  static final List<int[]> EDGES =
      List.of(
          new int[] {0, 1},
          new int[] {1, 2},
          new int[] {2, 3},
          new int[] {3, 0},
          new int[] {4, 5},
          new int[] {5, 6},
          new int[] {6, 7},
          new int[] {7, 4},
          new int[] {0, 4},
          new int[] {1, 5},
          new int[] {2, 6},
          new int[] {3, 7});

  /**
   * Eight corners in the global frame: the bottom's front left, front right, back right, back left,
   * then the top's in the same order.
   */
  List<Vec3> corners() {
    List<Vec3> corners = new ArrayList<>();
    for (double up : new double[] {-0.5, 0.5}) {
      corners.add(corner(0.5, 0.5, up));
      corners.add(corner(0.5, -0.5, up));
      corners.add(corner(-0.5, -0.5, up));
      corners.add(corner(-0.5, 0.5, up));
    }
    return corners;
  }

  /** The middle of the front face's foot, in the global frame. */
  Vec3 front() {
    return corner(0.5, 0, -0.5);
  }

  private Vec3 corner(double ahead, double left, double up) {
    Vec3 inside = new Vec3(ahead * size.y(), left * size.x(), up * size.z());
    return rotation.rotate(inside).plus(centre);
  }
}
