package dev.bevdrift.metrics.box;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class BoxFilterTest {
  private static final double RANGE_M = 50;

  private final Samples samples = oneSample();

  private static Samples oneSample() {
    Samples.Builder builder = Samples.builder();
    builder.add("s", "scene", new Vec3(100, 200, 0));
    return builder.build();
  }

  private static BoxFilter filter() {
    double[] ranges = new double[DetectionClass.all().size()];
    Arrays.fill(ranges, RANGE_M);
    ranges[DetectionClass.BUS.index()] = Double.NaN;
    return BoxFilter.within(ranges);
  }

  private static DetectionBoxes box(DetectionClass c, double x, double y, double z, int points) {
    return DetectionBoxes.builder("test")
        .sample(0)
        .detectionClass(c)
        .translation(x, y, z)
        .numPts(points)
        .add()
        .build();
  }

  private boolean keeps(DetectionBoxes boxes, BikeRacks racks) {
    return filter().keeps(boxes, 0, samples, racks);
  }

  @Test
  void aBoxAtTheRangeIsOutAndJustInsideIsIn() {
    assertThat(keeps(box(DetectionClass.CAR, 150, 200, 0, 1), BikeRacks.none())).isFalse();
    assertThat(keeps(box(DetectionClass.CAR, 130, 240, 0, 1), BikeRacks.none())).isFalse();
    double inside = Math.nextDown(150.0);
    assertThat(keeps(box(DetectionClass.CAR, inside, 200, 0, 1), BikeRacks.none())).isTrue();
  }

  @Test
  void heightDoesNotCountForTheRange() {
    assertThat(keeps(box(DetectionClass.CAR, 100, 200, 900, 1), BikeRacks.none())).isTrue();
  }

  @Test
  void boxesWithoutPointsAreOutAndUncountedOnesIn() {
    assertThat(keeps(box(DetectionClass.CAR, 100, 200, 0, 0), BikeRacks.none())).isFalse();
    assertThat(
            keeps(
                box(DetectionClass.CAR, 100, 200, 0, DetectionBoxes.POINTS_UNKNOWN),
                BikeRacks.none()))
        .isTrue();
  }

  @Test
  void aClassWithoutARangeIsOut() {
    assertThat(keeps(box(DetectionClass.BUS, 100, 200, 0, 1), BikeRacks.none())).isFalse();
  }

  @Test
  void onlyCyclesDisappearInRacks() {
    BikeRacks racks =
        BikeRacks.builder()
            .add(0, new Vec3(110, 200, 0), new Vec3(2, 6, 2), Quaternion.IDENTITY)
            .build();
    for (DetectionClass c : DetectionClass.all()) {
      boolean cycle = c == DetectionClass.BICYCLE || c == DetectionClass.MOTORCYCLE;
      boolean evaluated = c != DetectionClass.BUS;
      assertThat(keeps(box(c, 110, 200, 0, 1), racks)).isEqualTo(evaluated && !cycle);
    }
  }

  @Test
  void aRackHasBoundsInLengthWidthAndHeightAndTurns() {
    BikeRacks racks =
        BikeRacks.builder()
            .add(0, new Vec3(0, 0, 0), new Vec3(2, 6, 2), Quaternion.IDENTITY)
            .add(1, new Vec3(0, 0, 0), new Vec3(2, 6, 2), Quaternion.aboutZ(Math.PI / 2))
            .build();
    assertThat(racks.contains(0, 3, 1, 1)).isTrue();
    assertThat(racks.contains(0, 3.001, 0, 0)).isFalse();
    assertThat(racks.contains(0, 0, 1.001, 0)).isFalse();
    assertThat(racks.contains(0, 0, 0, -1.001)).isFalse();
    assertThat(racks.contains(1, 0, 2.9, 0)).isTrue();
    assertThat(racks.contains(1, 2.9, 0, 0)).isFalse();
    assertThat(racks.contains(2, 0, 0, 0)).isFalse();
    assertThat(racks.count(1)).isEqualTo(1);
  }

  @Test
  void headingsOfOddQuaternions() {
    assertThat(Headings.yawRad(0, 0, 0, 0)).isZero();
    assertThat(Headings.yawRad(3, 0, 0, 3)).isEqualTo(Math.PI / 2);
    assertThat(Headings.yawRad(-1, 0, 0, 0)).isZero();
    assertThat(Headings.yawRad(0, 0, 0, 1)).isEqualTo(Math.PI);
  }

  @Test
  void boxesAreSortedByClass() {
    DetectionBoxesBuilder b = DetectionBoxes.builder("test");
    for (int i = 0; i < 40; i++) {
      b.sample(0).detectionClass(i % 2 == 0 ? DetectionClass.CAR : DetectionClass.TRUCK);
      b.translation(100, 200, 0).numPts(i % 4 == 0 ? 0 : 1).add();
    }
    int[][] byClass = filter().byClass(b.build(), samples, BikeRacks.none());
    assertThat(byClass[DetectionClass.TRUCK.index()]).hasSize(20).startsWith(1, 3, 5);
    assertThat(byClass[DetectionClass.CAR.index()]).startsWith(2, 6, 10).hasSize(10);
    assertThat(byClass[DetectionClass.BARRIER.index()]).isEmpty();
  }
}
