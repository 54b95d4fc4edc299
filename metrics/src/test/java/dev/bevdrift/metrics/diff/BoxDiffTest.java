package dev.bevdrift.metrics.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bevdrift.metrics.box.Attribute;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.Quaternion;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BoxDiffTest {
  /** Boxes of one class, collected one by one. */
  private static final class Boxes {
    private final DetectionBoxesBuilder boxes = DetectionBoxes.builder("test");

    Boxes box(DetectionClass c, double x, double yawDeg, double score) {
      boxes.sample(0).detectionClass(c).translation(x, 0, 0).size(1, 1, 1);
      boxes.rotation(Quaternion.aboutZ(Math.toRadians(yawDeg))).score(score).add();
      return this;
    }

    Boxes car(double x, double score) {
      return box(DetectionClass.CAR, x, 0, score);
    }
  }

  private static BoxDiff diff(Boxes reference, Boxes candidate) {
    return BoxDiff.between(
        reference.boxes.build(), candidate.boxes.build(), BoxDiffThresholds.defaults());
  }

  private static Boxes boxes() {
    return new Boxes();
  }

  @Test
  void equalBoxesAreKept() {
    BoxDiff d = diff(boxes().car(0, 0.5).car(10, 0.6), boxes().car(0, 0.5).car(10, 0.6));
    assertThat(d).isEqualTo(new BoxDiff(2, 0, 0, 0, 0, 0));
  }

  @Test
  void noBoxesDifferByNothing() {
    assertThat(diff(boxes(), boxes())).isEqualTo(BoxDiff.NONE);
    assertThat(diff(boxes().car(0, 0.5), boxes())).isEqualTo(new BoxDiff(0, 1, 0, 0, 0, 0));
    assertThat(diff(boxes(), boxes().car(0, 0.5))).isEqualTo(new BoxDiff(0, 0, 1, 0, 0, 0));
  }

  @Test
  void aMetreIsTooFar() {
    assertThat(diff(boxes().car(0, 0.5), boxes().car(1, 0.5)))
        .isEqualTo(new BoxDiff(0, 1, 1, 0, 0, 0));
    assertThat(diff(boxes().car(0, 0.5), boxes().car(0.99, 0.5)))
        .isEqualTo(new BoxDiff(1, 0, 0, 1, 0, 0));
  }

  @Test
  void theNearestPairIsTakenFirst() {
    // The second candidate is nearer to the only reference, the first one is gained.
    BoxDiff d = diff(boxes().car(0, 0.5), boxes().car(0.5, 0.9).car(0.05, 0.2));
    assertThat(d).isEqualTo(new BoxDiff(1, 0, 1, 0, 0, 0));
  }

  @Test
  void faintBoxesAreNotLookedAt() {
    BoxDiff d = diff(boxes().car(0, 0.1).car(10, 0.099), boxes().car(0, 0.1).car(20, 0.05));
    assertThat(d).isEqualTo(new BoxDiff(1, 0, 0, 0, 0, 0));
  }

  @Test
  void classesDoNotMix() {
    BoxDiff d = diff(boxes().car(0, 0.5), boxes().box(DetectionClass.TRUCK, 1, 0, 0.5));
    assertThat(d).isEqualTo(new BoxDiff(0, 1, 1, 0, 0, 0));
  }

  @Test
  void aBoxOfAnotherClassInTheSamePlaceFlippedItsClass() {
    // One truck stands where the car was; the car beside it is kept, though nearer to the truck.
    Boxes before = boxes().car(0, 0.5).car(0.9, 0.5);
    Boxes after = boxes().car(0.9, 0.5).box(DetectionClass.TRUCK, 0.6, 0, 0.5);
    assertThat(diff(before, after)).isEqualTo(new BoxDiff(1, 1, 1, 0, 0, 0, 1));
  }

  @Test
  void slicesAddUp() {
    Boxes before = boxes().car(0, 0.9).car(10, 0.8).box(DetectionClass.BUS, 30, 0, 0.5);
    Boxes after = boxes().car(0, 0.7).car(10.5, 0.8).car(40, 0.5);
    Map<String, BoxDiff> slices =
        BoxComparison.of(before.boxes.build(), after.boxes.build(), BoxDiffThresholds.defaults())
            .bySlice((b, i) -> List.of("all", b.x(i) < 5 ? "near" : "far"));
    assertThat(slices.get("near")).isEqualTo(new BoxDiff(1, 0, 0, 0, 1, 0));
    assertThat(slices.get("far")).isEqualTo(new BoxDiff(1, 1, 1, 1, 1, 0));
    assertThat(slices.get("near").plus(slices.get("far"))).isEqualTo(slices.get("all"));
    assertThat(slices.get("all")).isEqualTo(diff(before, after));
  }

  @Test
  void shiftsOfKeptBoxesAreMeasured() {
    Boxes before = boxes();
    before.boxes.sample(0).detectionClass(DetectionClass.CAR).translation(0, 0, 0).size(2, 4, 1.5);
    before.boxes.rotation(1, 0, 0, 0).velocity(1, 0).score(0.5).add();
    before.car(10, 0.5);
    Boxes after = boxes();
    after.boxes.sample(0).detectionClass(DetectionClass.CAR).translation(0.3, 0, 0.4);
    after.boxes.size(4, 2, 1.5).rotation(Quaternion.aboutZ(Math.toRadians(30)));
    after.boxes.velocity(1, 2).score(0.7).add();
    after.car(10, 0.5);
    BoxShifts shifts =
        BoxComparison.of(before.boxes.build(), after.boxes.build(), BoxDiffThresholds.defaults())
            .shifts();
    // One rounding or two each; the other car did not change, its velocity is unknown.
    assertThat(shifts.of(BoxShift.CENTRE_M).max()).isCloseTo(0.5, within(1e-15));
    assertThat(shifts.of(BoxShift.SIZE_RATIO).max()).isEqualTo(1);
    assertThat(shifts.of(BoxShift.YAW_DEG).max()).isCloseTo(30, within(1e-12));
    assertThat(shifts.of(BoxShift.VELOCITY_MPS).max()).isEqualTo(2);
    assertThat(shifts.of(BoxShift.SCORE).max()).isCloseTo(0.2, within(1e-15));
    assertThat(shifts.of(BoxShift.CENTRE_M).count()).isEqualTo(2);
    assertThat(shifts.of(BoxShift.VELOCITY_MPS).count()).isEqualTo(1);
    assertThat(shifts.of(BoxShift.CENTRE_M).mean()).isCloseTo(0.25, within(1e-15));
    assertThat(shifts.of(BoxShift.CENTRE_M).quantile(0.5)).isZero();
    assertThat(shifts.of(BoxShift.CENTRE_M).quantile(1)).isCloseTo(0.5, within(0.5 / 32));
    BoxShifts twice = BoxShifts.empty().merge(shifts).merge(shifts);
    assertThat(twice.of(BoxShift.CENTRE_M).count()).isEqualTo(4);
    assertThat(twice.of(BoxShift.CENTRE_M).sizes().total()).isEqualTo(4);
  }

  @Test
  void turnsBeyondFiveDegreesCountUpToTheClassesPeriod() {
    assertThat(moved(DetectionClass.CAR, 4.9)).isZero();
    assertThat(moved(DetectionClass.CAR, 5.1)).isEqualTo(1);
    assertThat(moved(DetectionClass.CAR, 180)).isEqualTo(1);
    assertThat(moved(DetectionClass.BARRIER, 180)).isZero();
    assertThat(moved(DetectionClass.BARRIER, 174)).isEqualTo(1);
  }

  private static long moved(DetectionClass c, double turnDeg) {
    return diff(boxes().box(c, 0, 0, 0.5), boxes().box(c, 0, turnDeg, 0.5)).moved();
  }

  @Test
  void heightCountsAsMoving() {
    Boxes up = boxes();
    up.boxes.sample(0).detectionClass(DetectionClass.CAR).translation(0, 0, 0.2);
    up.boxes.rotation(1, 0, 0, 0).score(0.5).add();
    assertThat(diff(boxes().car(0, 0.5), up).moved()).isEqualTo(1);
  }

  @Test
  void placesByScoreAreCompared() {
    BoxDiff swapped =
        diff(
            boxes().car(0, 0.9).car(10, 0.8).car(20, 0.7),
            boxes().car(0, 0.8).car(10, 0.9).car(20, 0.7));
    assertThat(swapped).isEqualTo(new BoxDiff(3, 0, 0, 0, 2, 0));
    BoxDiff shifted = diff(boxes().car(0, 0.9).car(10, 0.8), boxes().car(0, 0.5).car(10, 0.4));
    assertThat(shifted.reranked()).isZero();
  }

  @Test
  void attributesFlip() {
    Boxes moving = boxes();
    moving.boxes.sample(0).detectionClass(DetectionClass.CAR).translation(0, 0, 0);
    moving.boxes.rotation(1, 0, 0, 0).score(0.5).attribute(Attribute.VEHICLE_MOVING).add();
    assertThat(diff(boxes().car(0, 0.5), moving)).isEqualTo(new BoxDiff(1, 0, 0, 0, 0, 1));
  }

  @Test
  void countsAdd() {
    assertThat(new BoxDiff(1, 2, 3, 4, 5, 6, 7).plus(new BoxDiff(10, 20, 30, 40, 50, 60, 70)))
        .isEqualTo(new BoxDiff(11, 22, 33, 44, 55, 66, 77));
  }

  @Test
  void thresholdsAreChecked() {
    assertThatThrownBy(() -> new BoxDiffThresholds(Double.NaN, 0, 0, 0))
        .hasMessage("Cannot use match=NaN: expected zero or more");
  }
}
