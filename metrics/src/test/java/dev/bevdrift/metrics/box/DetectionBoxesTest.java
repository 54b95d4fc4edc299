package dev.bevdrift.metrics.box;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class DetectionBoxesTest {
  private static DetectionBoxes three() {
    DetectionBoxesBuilder b = DetectionBoxes.builder("file.json");
    b.sample(1).detectionClass(DetectionClass.BUS).translation(1, 2, 3).size(4, 5, 6);
    b.rotation(1, 0, 0, 0).velocity(7, 8).score(0.9).attribute(Attribute.VEHICLE_MOVING);
    b.numPts(3).add();
    b.sample(1).detectionClass(DetectionClass.CAR).add();
    return b.sample(0).matchSample(DetectionBoxes.NO_SAMPLE).velocityMissing().add().build();
  }

  @Test
  void fieldsComeBackInTheOrderOfInsertion() {
    DetectionBoxes boxes = three();
    assertThat(boxes.size()).isEqualTo(3);
    assertThat(boxes.detectionClass(0)).isEqualTo(DetectionClass.BUS);
    assertThat(boxes.x(0) + 10 * boxes.y(0) + 100 * boxes.z(0)).isEqualTo(321);
    assertThat(boxes.width(0) + 10 * boxes.length(0) + 100 * boxes.height(0)).isEqualTo(654);
    assertThat(boxes.vx(0)).isEqualTo(7);
    assertThat(boxes.vy(0)).isEqualTo(8);
    assertThat(boxes.score(0)).isEqualTo(0.9);
    assertThat(boxes.numPts(0)).isEqualTo(3);
    assertThat(boxes.attribute(0)).isEqualTo(Attribute.VEHICLE_MOVING);
  }

  @Test
  void anewSampleResetsWhatABoxMayLack() {
    DetectionBoxes boxes = three();
    assertThat(boxes.vx(1)).isNaN();
    assertThat(boxes.score(1)).isEqualTo(DetectionBoxes.NO_SCORE);
    assertThat(boxes.numPts(1)).isEqualTo(DetectionBoxes.POINTS_UNKNOWN);
    assertThat(boxes.attribute(1)).isEqualTo(Attribute.NONE);
    assertThat(boxes.velocityMissing(1)).isFalse();
    assertThat(boxes.velocityMissing(2)).isTrue();
    assertThat(boxes.matchSample(1)).isEqualTo(1);
    assertThat(boxes.matchSample(2)).isEqualTo(DetectionBoxes.NO_SAMPLE);
  }

  @Test
  void addressesNameFileSampleAndBox() {
    Samples.Builder samples = Samples.builder();
    samples.add("first", "scene", new Vec3(0, 0, 0));
    samples.add("second", "scene", new Vec3(0, 0, 0));
    assertThat(three().address(1, samples.build())).isEqualTo("file.json, sample second, box 1");
  }

  @Test
  void reorderingSelectsBoxes() {
    DetectionBoxes picked = three().reordered(new int[] {2, 0});
    assertThat(picked.size()).isEqualTo(2);
    assertThat(picked.sample(0)).isZero();
    assertThat(picked.detectionClass(1)).isEqualTo(DetectionClass.BUS);
  }

  @Test
  void manyBoxesGrow() {
    DetectionBoxesBuilder b = DetectionBoxes.builder("many");
    for (int i = 0; i < 1000; i++) {
      b.sample(i).detectionClass(DetectionClass.CAR).translation(i, -i, 0).add();
    }
    DetectionBoxes boxes = b.build();
    assertThat(boxes.x(999)).isEqualTo(999);
    assertThat(boxes.y(17)).isEqualTo(-17);
  }

  @Test
  void aSampleStandsInOnce() {
    Samples.Builder samples = Samples.builder();
    samples.add("first", "scene", new Vec3(0, 0, 0));
    assertThatThrownBy(() -> samples.add("first", "scene", new Vec3(0, 0, 0)))
        .hasMessage("Cannot add sample first: it is there already, expected each sample once");
  }
}
