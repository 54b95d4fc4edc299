package dev.bevdrift.metrics.box;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.ToDoubleBiFunction;

/** Compares boxes bit for bit. */
public final class SameBoxes {
  private static final List<ToDoubleBiFunction<DetectionBoxes, Integer>> COLUMNS =
      List.of(
          DetectionBoxes::sample,
          DetectionBoxes::matchSample,
          DetectionBoxes::classIndex,
          (b, i) -> b.attribute(i).index(),
          DetectionBoxes::numPts,
          (b, i) -> b.velocityMissing(i) ? 1 : 0,
          DetectionBoxes::x,
          DetectionBoxes::y,
          DetectionBoxes::z,
          DetectionBoxes::width,
          DetectionBoxes::length,
          DetectionBoxes::height,
          DetectionBoxes::qw,
          DetectionBoxes::qx,
          DetectionBoxes::qy,
          DetectionBoxes::qz,
          DetectionBoxes::vx,
          DetectionBoxes::vy,
          DetectionBoxes::score);

  private SameBoxes() {}

  /** Asserts that all fields of all boxes have the same bits. */
  public static void assertSame(String as, DetectionBoxes actual, DetectionBoxes expected) {
    assertThat(actual.source()).as(as).isEqualTo(expected.source());
    assertThat(actual.size()).as(as).isEqualTo(expected.size());
    for (int i = 0; i < expected.size(); i++) {
      for (int c = 0; c < COLUMNS.size(); c++) {
        long bits = Double.doubleToRawLongBits(COLUMNS.get(c).applyAsDouble(actual, i));
        long wanted = Double.doubleToRawLongBits(COLUMNS.get(c).applyAsDouble(expected, i));
        if (bits != wanted) {
          throw new AssertionError(as + ": box " + i + ", column " + c + " differs");
        }
      }
    }
  }
}
