package dev.bevdrift.metrics.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bevdrift.metrics.box.Attribute;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.Quaternion;
import org.junit.jupiter.api.Test;

final class PairErrorsTest {
  private static DetectionBoxesBuilder box(DetectionClass c) {
    return DetectionBoxes.builder("test")
        .sample(0)
        .detectionClass(c)
        .translation(0, 0, 0)
        .size(1, 1, 1)
        .rotation(1, 0, 0, 0);
  }

  private static DetectionBoxes one(DetectionBoxesBuilder builder) {
    return builder.add().build();
  }

  private static DetectionBoxes turned(DetectionClass c, double yawRad) {
    return one(box(c).rotation(Quaternion.aboutZ(yawRad)));
  }

  @Test
  void distanceLeavesHeightOut() {
    DetectionBoxes a = one(box(DetectionClass.CAR));
    DetectionBoxes b = one(box(DetectionClass.CAR).translation(3, 4, 100));
    assertThat(PairErrors.transM(b, 0, a, 0)).isEqualTo(5);
  }

  @Test
  void anUnknownVelocityMakesTheErrorUnknown() {
    DetectionBoxes a = one(box(DetectionClass.CAR).velocity(1, 1));
    DetectionBoxes b = one(box(DetectionClass.CAR).velocity(4, 5));
    DetectionBoxes unknown = one(box(DetectionClass.CAR));
    assertThat(PairErrors.velMps(b, 0, a, 0)).isEqualTo(5);
    assertThat(PairErrors.velMps(unknown, 0, a, 0)).isNaN();
    assertThat(PairErrors.velMps(a, 0, unknown, 0)).isNaN();
  }

  @Test
  void scaleComparesSizesLaidUponEachOther() {
    DetectionBoxes a = one(box(DetectionClass.CAR).size(2, 2, 2));
    DetectionBoxes b = one(box(DetectionClass.CAR).size(1, 4, 2));
    // common 1*2*2 = 4, together 8 + 8 - 4
    assertThat(PairErrors.scale(b, 0, a, 0)).isEqualTo(1 - 4.0 / 12);
    assertThat(PairErrors.scale(a, 0, a, 0)).isZero();
  }

  @Test
  void headingsDifferByTheSmallestTurn() {
    DetectionBoxes a = turned(DetectionClass.CAR, Math.toRadians(170));
    DetectionBoxes b = turned(DetectionClass.CAR, Math.toRadians(-170));
    // a few ulps of sine, cosine and arc tangent
    assertThat(PairErrors.orientRad(b, 0, a, 0)).isCloseTo(Math.toRadians(20), within(1e-14));
    DetectionBoxes c = turned(DetectionClass.CAR, Math.PI);
    DetectionBoxes d = turned(DetectionClass.CAR, 0);
    assertThat(PairErrors.orientRad(c, 0, d, 0)).isCloseTo(Math.PI, within(1e-14));
  }

  @Test
  void aBarrierLooksTheSameFromBothSides() {
    DetectionBoxes a = turned(DetectionClass.BARRIER, 0);
    DetectionBoxes b = turned(DetectionClass.BARRIER, Math.PI - 0.1);
    assertThat(PairErrors.orientRad(b, 0, a, 0)).isCloseTo(0.1, within(1e-14));
  }

  @Test
  void attributesCountOnlyWhereTheTruthHasOne() {
    DetectionBoxes none = one(box(DetectionClass.CAR));
    DetectionBoxes moving = one(box(DetectionClass.CAR).attribute(Attribute.VEHICLE_MOVING));
    assertThat(PairErrors.attr(moving, 0, none, 0)).isNaN();
    assertThat(PairErrors.attr(none, 0, moving, 0)).isEqualTo(1);
    assertThat(PairErrors.attr(moving, 0, moving, 0)).isZero();
  }
}
