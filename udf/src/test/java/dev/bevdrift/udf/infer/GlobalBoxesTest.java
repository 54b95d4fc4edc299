package dev.bevdrift.udf.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.udf.golden.BoxVectors;
import dev.bevdrift.udf.golden.Golden;
import dev.bevdrift.udf.ladder.Range3;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobalBoxesTest {
  private static final int NUMBERS = 13;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void theOriginalsBoxesBecomeItsSubmission(int number) {
    JsonNode golden = BoxVectors.frame(number);
    float[] scores = Golden.floats(golden.get("scores"));
    int[] labels = new int[scores.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = golden.get("labels").get(i).intValue();
    }
    LidarBoxes boxes =
        LidarBoxes.of(scores.length, labels, scores, Golden.floats(golden.get("boxes")));

    assertEqual(convert(boxes, golden), golden.get("submission"), 1e-9);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void theOriginalsRawOutputsBecomeItsSubmission(int number) {
    JsonNode golden = BoxVectors.frame(number);
    LidarBoxes boxes =
        BoxDecoder.of(10, 300, new Range3(-61.2, -61.2, -10, 61.2, 61.2, 10))
            .decodeOriginal(BoxDecoderTest.outputs(golden));

    assertEqual(convert(boxes, golden), golden.get("submission"), 2e-6);
  }

  private static Detections convert(LidarBoxes boxes, JsonNode golden) {
    return GlobalBoxes.of(BoxVectors.classes(), BoxVectors.classRangeM())
        .convert(
            boxes,
            BoxVectors.pose(golden.get("lidar2ego")),
            BoxVectors.pose(golden.get("ego2global")));
  }

  /** Tolerance: 1e-9 where both start from the same 32-bit boxes, else a few of their ulps. */
  private static void assertEqual(Detections actual, JsonNode expected, double tolerance) {
    List<String> names = BoxVectors.texts(expected.get("names"));
    List<String> attributes = BoxVectors.texts(expected.get("attributes"));
    double[] numbers = BoxVectors.doubles(expected.get("numbers"));
    assertThat(actual.size()).isEqualTo(names.size());
    for (int i = 0; i < actual.size(); i++) {
      assertThat(actual.className(i)).isEqualTo(names.get(i));
      assertThat(actual.attribute(i)).isEqualTo(attributes.get(i));
      double[] row = row(actual, i);
      for (int k = 0; k < NUMBERS; k++) {
        assertThat(row[k])
            .as("number %d of box %d", k, i)
            .isCloseTo(numbers[i * NUMBERS + k], within(tolerance));
      }
    }
  }

  private static double[] row(Detections boxes, int i) {
    Vec3 t = boxes.translation(i);
    Vec3 s = boxes.boxSize(i);
    Quaternion q = boxes.rotation(i);
    return new double[] {
      t.x(),
      t.y(),
      t.z(),
      s.x(),
      s.y(),
      s.z(),
      q.w(),
      q.x(),
      q.y(),
      q.z(),
      boxes.velocityX(i),
      boxes.velocityY(i),
      boxes.score(i)
    };
  }

  @Test
  void aBoxAtItsRangeStaysAndOneBeyondGoes() {
    GlobalBoxes conversion = GlobalBoxes.of(List.of("car"), Map.of("car", 5.0));
    LidarBoxes boxes =
        LidarBoxes.of(
            2,
            new int[] {0, 0},
            new float[] {0.5f, 0.4f},
            new float[] {3, 4, 90, 1, 1, 2, 0, 0, 0, 3, 4.00001f, 90, 1, 1, 2, 0, 0, 0});

    Detections kept = conversion.convert(boxes, Pose.IDENTITY, Pose.IDENTITY);

    assertThat(kept.size()).isEqualTo(1);
    assertThat(kept.translation(0)).isEqualTo(new Vec3(3, 4, 91));
  }

  @Test
  void theRangeIsTheVehiclesNotTheLidars() {
    GlobalBoxes conversion = GlobalBoxes.of(List.of("car"), Map.of("car", 5.0));
    Pose ahead = new Pose(new Vec3(3, 0, 0), Quaternion.IDENTITY);
    LidarBoxes boxes =
        LidarBoxes.of(
            1, new int[] {0}, new float[] {0.5f}, new float[] {3, 0, 0, 1, 1, 2, 0, 0, 0});

    assertThat(conversion.convert(boxes, ahead, Pose.IDENTITY).size()).isZero();
    assertThat(conversion.convert(boxes, Pose.IDENTITY, ahead).translation(0))
        .isEqualTo(new Vec3(6, 0, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "car, 0.3, vehicle.moving",
    "car, 0.2, vehicle.parked",
    "truck, 0.1, vehicle.parked",
    "trailer, 0.1, vehicle.parked",
    "construction_vehicle, 1, vehicle.moving",
    "bus, 0.3, vehicle.moving",
    "bus, 0.1, vehicle.stopped",
    "pedestrian, 0.3, pedestrian.moving",
    "pedestrian, 0.1, pedestrian.standing",
    "bicycle, 0.3, cycle.with_rider",
    "motorcycle, 0.1, cycle.without_rider",
    "barrier, 9, ''",
    "traffic_cone, 0, ''",
    "unicorn, 1, ''"
  })
  void attributesFollowClassAndSpeed(String name, double speed, String attribute) {
    assertThat(Attributes.of(name, 0, -speed)).isEqualTo(attribute);
  }
}
