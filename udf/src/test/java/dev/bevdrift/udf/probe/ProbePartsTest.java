package dev.bevdrift.udf.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.udf.infer.CameraView;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProbePartsTest {
  private static final Frame FRAME =
      Frame.of("s", "scene", "a")
          .timestampUs(1)
          .lidar2ego(Pose.IDENTITY)
          .ego2global(Pose.IDENTITY)
          .canBus(IntStream.range(0, Frame.CAN_BUS_SIZE).asDoubleStream().toArray())
          .cameras(List.of(view("A", 1), view("B", 2), view("C", 3)))
          .build();

  private static CameraView view(String channel, int picture) {
    return CameraView.of(channel, channel)
        .jpeg(ByteBuffer.wrap(new byte[] {(byte) picture}))
        .size(4, 2)
        .intrinsics(new double[9])
        .sensor2ego(new Pose(new Vec3(1, 0, 2), Pose.IDENTITY.rotation()))
        .ego2global(Pose.IDENTITY)
        .build();
  }

  private static double[] signalsUnder(Disturbance disturbance) {
    double[] by = disturbance.of(FRAME).canBusCopy();
    for (int i = 0; i < by.length; i++) {
      by[i] -= FRAME.canBus(i);
    }
    return by;
  }

  @Test
  void picturesMoveToTheNeighbourAndNothingElse() {
    Frame moved = Disturbance.PICTURES.of(FRAME);
    assertThat(moved.cameras()).extracting(CameraView::channel).containsExactly("A", "B", "C");
    assertThat(moved.cameras())
        .extracting(view -> view.jpeg().orElseThrow().get(0))
        .containsExactly((byte) 2, (byte) 3, (byte) 1);
    assertThat(signalsUnder(Disturbance.PICTURES)).containsOnly(0);
  }

  @Test
  void camerasTurnAboutTheVehicle() {
    Pose pose = Disturbance.CALIBRATION.of(FRAME).cameras().get(0).sensor2ego();
    double turn = Math.toRadians(3);
    assertThat(pose.translation().x()).isCloseTo(Math.cos(turn), within(1e-15));
    assertThat(pose.translation().y()).isCloseTo(Math.sin(turn), within(1e-15));
    assertThat(pose.translation().z()).isEqualTo(2);
    assertThat(pose.rotation().z()).isCloseTo(Math.sin(turn / 2), within(1e-15));
  }

  @Test
  void signalsChangeWhereTheirNameSays() {
    assertThat(signalsUnder(Disturbance.SIGNALS))
        .containsExactly(0, 0, 0, 0, 0, 0, 0, .5, .5, .5, .5, .5, .5, .5, .5, .5, 0, 0);
    assertThat(signalsUnder(Disturbance.MOTION))
        .containsExactly(2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    assertThat(signalsUnder(Disturbance.TURN))
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5);
    assertThat(signalsUnder(Disturbance.MEMORY)).containsOnly(0);
  }

  @Test
  void movementsAreRootMeanSquares() {
    Movement there = movement(3, 4, 0, 0);
    assertThat(there.rms()).isEqualTo(2.5); // sqrt((9 + 16) / 4)
    assertThat(there.rmsOfDifference(movement(3, 0, 0, 0))).isEqualTo(2);
    assertThat(there.rmsOfDifference(there)).isZero();
  }

  private static Movement movement(float... by) {
    List<Long> shape = List.of((long) by.length);
    return Movement.of(Tensor.of(shape, new float[by.length]), Tensor.of(shape, by));
  }

  @Test
  void theWordComesFromBothNumbers() {
    assertThat(response(1, 0.05).word()).isEqualTo(Response.Word.ALIKE);
    assertThat(response(1, 0.11).word()).isEqualTo(Response.Word.OTHERWISE);
    assertThat(response(0.04, 1).word()).isEqualTo(Response.Word.IGNORED);
  }

  /** A graph of lower precision may move otherwise by what its rounding does to both outputs. */
  @Test
  void roundingIsNotBlamed() {
    assertThat(rounded(0.3, 0.16).word()).isEqualTo(Response.Word.ALIKE);
    assertThat(rounded(0.3, 0.14).word()).isEqualTo(Response.Word.OTHERWISE);
    assertThat(rounded(0.09, 0).word()).isEqualTo(Response.Word.ALIKE);
  }

  private static Response rounded(double mismatch, double rounding) {
    return new Response("r", Disturbance.MOTION, "bev_embed", 1, 1, mismatch, rounding);
  }

  private static Response response(double moved, double mismatch) {
    return new Response("r", Disturbance.MOTION, "bev_embed", moved, 1, mismatch, 0);
  }
}
