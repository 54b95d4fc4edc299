package dev.bevdrift.udf.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.udf.golden.BoxVectors;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputsTest {
  @Test
  void projectionsAreThoseOfTheDevkit() {
    for (JsonNode golden : BoxVectors.root().get("projections")) {
      CameraView view =
          CameraView.of("CAM_FRONT", "token")
              .size(1600, 900)
              .intrinsics(BoxVectors.numbers(golden.get("intrinsics")))
              .sensor2ego(BoxVectors.pose(golden.get("sensor2ego")))
              .ego2global(BoxVectors.pose(golden.get("camera_ego2global")))
              .build();
      Frame frame =
          Frame.of("scene", "scene-1", "sample")
              .lidar2ego(BoxVectors.pose(golden.get("lidar2ego")))
              .ego2global(BoxVectors.pose(golden.get("ego2global")))
              .canBus(new double[Frame.CAN_BUS_SIZE])
              .build();
      FloatBuffer out = Buffers.direct(16);

      Projections.write(frame, List.of(view), BoxVectors.root().get("scale").doubleValue(), out);

      double[] expected = BoxVectors.numbers(golden.get("lidar2img"));
      for (int i = 0; i < expected.length; i++) {
        double tolerance = Math.max(Math.ulp((float) expected[i]), 1e-8);
        assertThat((double) out.get(i))
            .as("entry %d; tolerance one 32-bit rounding", i)
            .isCloseTo(expected[i], within(tolerance));
      }
    }
  }

  @Test
  void signalsAreThoseThatTheOriginalFed() {
    FloatBuffer out = Buffers.direct(Frame.CAN_BUS_SIZE);
    for (int number = 0; number < 3; number++) {
      if (number == 0) {
        EgoSignals.writeFirst(frame(0), out);
      } else {
        EgoSignals.writeNext(frame(number), frame(number - 1), out);
      }
      double[] used = BoxVectors.numbers(BoxVectors.frame(number).get("can_bus_used"));
      for (int i = 0; i < Frame.CAN_BUS_SIZE; i++) {
        assertThat(out.get(i)).as("tolerance 0: one rounding").isEqualTo((float) used[i]);
      }
    }
  }

  private static Frame frame(int number) {
    return Frame.of("scene", "scene-1", "sample" + number)
        .lidar2ego(Pose.IDENTITY)
        .ego2global(Pose.IDENTITY)
        .canBus(BoxVectors.numbers(BoxVectors.frame(number).get("can_bus_absolute")))
        .build();
  }

  @Test
  void aTurnAcrossNorthIsNotWrapped() {
    double[] before = new double[Frame.CAN_BUS_SIZE];
    double[] after = new double[Frame.CAN_BUS_SIZE];
    before[17] = 359;
    after[17] = 1;
    FloatBuffer out = Buffers.direct(Frame.CAN_BUS_SIZE);

    EgoSignals.writeNext(signals(after), signals(before), out);

    assertThat(out.get(17)).isEqualTo(-358);
  }

  private static Frame signals(double[] canBus) {
    return Frame.of("scene", "scene-1", "sample")
        .lidar2ego(Pose.IDENTITY)
        .ego2global(Pose.IDENTITY)
        .canBus(canBus)
        .build();
  }
}
