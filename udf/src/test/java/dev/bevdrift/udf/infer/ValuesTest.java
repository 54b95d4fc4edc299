package dev.bevdrift.udf.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Vec3;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ValuesTest {
  @Test
  void aTensorKeepsItsOwnNumbers() {
    float[] data = {1, 2, 3, 4, 5, 6};
    Tensor tensor = Tensor.of(List.of(2L, 3L), data);
    data[0] = 9;

    assertThat(tensor.x(0)).isEqualTo(1);
    assertThat(tensor.size()).isEqualTo(6);
    assertThat(tensor.shape()).containsExactly(2L, 3L);
    assertThatThrownBy(() -> tensor.asBuffer().put(0, 1))
        .isInstanceOf(ReadOnlyBufferException.class);
    assertThat(Tensor.of(List.of(1L), FloatBuffer.wrap(new float[] {7, 8, 9}, 1, 1)).x(0))
        .isEqualTo(8);
  }

  @Test
  void aTensorIsReadFromLittleEndianBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(0xffffffff).putFloat(1.5f).putFloat(-2);
    bytes.flip().position(4).order(ByteOrder.BIG_ENDIAN);

    Tensor tensor = Tensor.ofLittleEndian(List.of(2L), bytes);

    assertThat(tensor.x(0)).isEqualTo(1.5f);
    assertThat(tensor.x(1)).isEqualTo(-2);
    assertThat(bytes.position()).isEqualTo(4);
    assertThatThrownBy(() -> Tensor.ofLittleEndian(List.of(1L), ByteBuffer.allocate(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot read a tensor of shape [1]: 5 bytes, expected a multiple of 4");
  }

  @Test
  void aShapeMustFitItsNumbers() {
    assertThatThrownBy(() -> Tensor.of(List.of(2L, 2L), new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot make a tensor of shape [2, 2]: 3 numbers, expected 4");
    assertThatThrownBy(() -> Tensor.of(List.of(-1L, -3L), new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot make a tensor of shape [-1, -3]: 3 numbers, expected sides of at least 0");
    assertThat(Tensor.of(List.of(), new float[1]).size()).as("a scalar").isEqualTo(1);
    assertThat(Tensor.of(List.of(0L, 9L), new float[0]).size()).isZero();
  }

  @Test
  void theFirstNumberThatIsNotFiniteIsFound() {
    assertThat(Tensor.of(List.of(2L), new float[] {1, Float.MAX_VALUE}).finite()).isTrue();
    assertThat(
            Tensor.of(List.of(3L), new float[] {1, Float.NEGATIVE_INFINITY, Float.NaN})
                .firstNotFinite())
        .isEqualTo(1);
  }

  @Test
  void referenceTensorsAreFoundByVariantAndName() {
    Tensor tensor = Tensor.of(List.of(1L), new float[] {1});
    ReferenceFrame frame =
        ReferenceFrame.of("sample")
            .add("temporal", "bev_embed", tensor)
            .add("nontemporal", "bev_embed", tensor)
            .build();

    assertThat(frame.sampleToken()).isEqualTo("sample");
    assertThat(frame.variants()).containsExactly("temporal", "nontemporal");
    assertThat(frame.tensor("temporal", "bev_embed")).contains(tensor);
    assertThat(frame.tensor("rewrite:x", "bev_embed")).isEmpty();
    assertThatThrownBy(
            () ->
                ReferenceFrame.of("sample")
                    .add("temporal", "bev_embed", tensor)
                    .add("temporal", "bev_embed", tensor))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot add the reference tensor bev_embed of temporal for frame sample:"
                + " it is there already, expected one");
  }

  @Test
  void detectionsKeepEveryField() {
    Quaternion turn = Quaternion.aboutZ(1);
    Detections boxes =
        Detections.of(List.of("car", "bus"), 5)
            .add(1, 0.5, new Vec3(1, 2, 3), new Vec3(4, 5, 6), turn, 7, 8, "vehicle.moving")
            .build();

    assertThat(boxes.size()).isEqualTo(1);
    assertThat(boxes.classIndex(0)).isEqualTo(1);
    assertThat(boxes.className(0)).isEqualTo("bus");
    assertThat(boxes.score(0)).isEqualTo(0.5);
    assertThat(boxes.translation(0)).isEqualTo(new Vec3(1, 2, 3));
    assertThat(boxes.boxSize(0)).isEqualTo(new Vec3(4, 5, 6));
    assertThat(boxes.rotation(0)).isEqualTo(turn);
    assertThat(boxes.velocityX(0)).isEqualTo(7);
    assertThat(boxes.velocityY(0)).isEqualTo(8);
    assertThat(boxes.attribute(0)).isEqualTo("vehicle.moving");
    assertThatThrownBy(
            () ->
                Detections.of(List.of("car"), 1)
                    .add(1, 0.5, new Vec3(0, 0, 0), new Vec3(1, 1, 1), turn, 0, 0, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot add a box of label 1: expected [0, 1)");
  }

  @Test
  void aFrameKeepsEveryField() {
    Annotation annotation =
        new Annotation(
            "instance",
            "vehicle.car",
            "car",
            new Vec3(1, 2, 3),
            new Vec3(1, 1, 1),
            Quaternion.IDENTITY,
            Double.NaN,
            0,
            List.of("vehicle.parked"),
            3,
            0,
            "4");
    double[] signals = new double[Frame.CAN_BUS_SIZE];
    signals[16] = 0.5;
    Frame frame =
        ToyFrames.builder("a", 3)
            .sequence(2)
            .prevSampleToken("a-2")
            .sampleIndex(41)
            .location("boston")
            .vehicle("n008")
            .description("rain")
            .canBus(signals)
            .annotations(List.of(annotation))
            .build();
    signals[16] = 9;

    assertThat(frame.sceneToken()).isEqualTo("a-token");
    assertThat(frame.sceneName()).isEqualTo("a");
    assertThat(frame.sampleToken()).isEqualTo("a-3");
    assertThat(frame.prevSampleToken()).contains("a-2");
    assertThat(frame.sequence()).isEqualTo(2);
    assertThat(frame.sampleIndex()).isEqualTo(41);
    assertThat(frame.timestampUs()).isEqualTo(1_500_000);
    assertThat(List.of(frame.location(), frame.vehicle(), frame.description()))
        .containsExactly("boston", "n008", "rain");
    assertThat(frame.canBus(16)).isEqualTo(0.5);
    assertThat(frame.canBusCopy()).hasSize(Frame.CAN_BUS_SIZE);
    assertThat(frame.annotations()).containsExactly(annotation);
    assertThat(annotation.scored()).isTrue();
    assertThat(annotation.velocityKnown()).isFalse();
    assertThat(ToyFrames.frame("a", 1).prevSampleToken()).isEqualTo(Optional.empty());
    assertThat(frame.sameSequence(ToyFrames.frame("a", 3))).isFalse();
    assertThat(ToyFrames.frame("a", 1).sameSequence(ToyFrames.frame("a", 3))).isTrue();
    assertThat(ToyFrames.frame("a", 1).sameSequence(ToyFrames.frame("b", 1))).isFalse();
  }

  @Test
  void halfAFrameIsRefused() {
    assertThatThrownBy(
            () -> Frame.of("t", "n", "s").lidar2ego(Pose.IDENTITY).canBus(new double[17]).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot make frame s: no ego2global, 17 signals, expected both poses and 18 signals");
    assertThatThrownBy(() -> CameraView.of("CAM_BACK", "t").size(1, 1).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot make the view of CAM_BACK: 0 intrinsics, no sensor2ego, no ego2global,"
                + " expected nine intrinsics and both poses");
    assertThatThrownBy(() -> ToyFrames.blind("CAM_BACK").size(0, 8).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot make the view of CAM_BACK: size 0x8, expected positive pixels");
  }

  @Test
  void aViewHandsItsPictureOutReadOnly() {
    CameraView view = ToyFrames.view("CAM_FRONT", new byte[] {1, 2, 3});

    ByteBuffer jpeg = view.jpeg().orElseThrow();
    assertThat(jpeg.isReadOnly()).isTrue();
    jpeg.position(2);
    assertThat(view.jpeg().orElseThrow().position()).isZero();
    assertThat(view.address()).isEmpty();
    assertThat(view.sampleDataToken()).isEqualTo("CAM_FRONT-data");
    assertThat(new int[] {view.width(), view.height()}).containsExactly(16, 8);
    assertThat(view.intrinsic(2)).isEqualTo(8);
    assertThat(view.timestampUs()).isZero();
    assertThat(view.sha256()).isEmpty();
  }

  @Test
  void anAddressMustMakeSense() {
    assertThatThrownBy(() -> new ImageAddress("x", -2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot use the image address 'x' at -2 for 3 bytes: expected a uri,"
                + " an offset of at least 0 and a length of at least 0 or -1");
    assertThat(new ImageAddress("x", 0, ImageAddress.WHOLE).length()).isEqualTo(-1);
  }

  @Test
  void defaultsOfARun() {
    InferenceOptions options = InferenceOptions.defaults();

    assertThat(options.chunkFrames()).isEqualTo(4);
    assertThatThrownBy(() -> options.withChunkFrames(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot run chunks of 0 frames: expected at least 1");
  }
}
