package dev.bevdrift.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bevdrift.jobs.ingest.IngestSettings.CanBusMode;
import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.udf.infer.CameraView;
import dev.bevdrift.udf.infer.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four real keyframes against what another BEVFormer pipeline fed its model for them. The recorded
 * numbers are float16, or float32 in rotation_can_bus.
 */
class RealFramesTest {
  /** Half the distance of neighbouring float16 numbers, relative, and a little for rounding. */
  private static final double HALF_FLOAT16_STEP = 1.0 / 2048 * 1.001;

  @TempDir Path out;
  private Path real;
  private SceneResult result;
  private final List<Frame> frames = new ArrayList<>();

  @BeforeEach
  void ingest() {
    String shared =
        Optional.ofNullable(System.getenv("BEVDRIFT_SHARED"))
            .orElse(System.getProperty("bevdrift.root", ".") + "/../shared");
    real = Path.of(shared, "data", "nuscenes-mini-val");
    assumeTrue(Files.isDirectory(real), "skipped: no real frames here");
    Storage storage = Storage.local();
    DataRoot root =
        DataRoot.open(storage, new org.apache.hadoop.fs.Path(real.toString()), "v1.0-mini");
    ingest(root, CanBusMode.ORIGINAL);
  }

  private void ingest(DataRoot root, CanBusMode canBus) {
    frames.clear();
    ScenePlan plan = Plans.read(root, Set.of("scene-0103")).scenes().get(0);
    org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path(out.toString(), canBus.key());
    IngestSettings settings = new IngestSettings(canBus, IngestSettings.Images.EMBED, 1000);
    result = new SceneIngest(root, folder, settings).ingest(plan);
    try (CloseableIterator<Frame> rows =
        FramesTable.read(
            root.storage(), new org.apache.hadoop.fs.Path(folder, "scene-0103-0.parquet"))) {
      rows.forEachRemaining(frames::add);
    }
  }

  @Test
  void fourKeyframesHavePictures() {
    assertThat(frames).hasSize(4);
    assertThat(result.leftOut()).singleElement().extracting("frames").isEqualTo(36);
    assertThat(frames)
        .extracting(frame -> frame.annotations().size())
        .containsExactly(23, 30, 33, 38);
  }

  @Test
  void signalsAgreeWithTheRecordedOnes() throws IOException {
    for (int i = 0; i < 4; i++) {
      double[] signals = afterDeltas(i);
      ByteBuffer recorded = raw(i, "can_bus.raw");
      for (int k = 0; k < 18; k++) {
        double expected = float16(recorded.getShort());
        assertThat(signals[k])
            .as("sample %d, can_bus[%d]", i, k)
            .isCloseTo(expected, within(Math.abs(expected) * HALF_FLOAT16_STEP + 1e-4));
      }
    }
  }

  @Test
  void signalsAgreeWithTheUnroundedOnes() throws IOException {
    agreeWithTheUnroundedOnes(false);
  }

  @Test
  void correctSignalsHaveTheTrueQuaternion() throws IOException {
    ingest(
        DataRoot.open(Storage.local(), new org.apache.hadoop.fs.Path(real.toString()), "v1.0-mini"),
        CanBusMode.CORRECT);
    agreeWithTheUnroundedOnes(true);
  }

  private void agreeWithTheUnroundedOnes(boolean trueQuaternion) throws IOException {
    for (int i = 1; i < 4; i++) {
      double[] signals = afterDeltas(i);
      ByteBuffer recorded = raw(i, "rotation_can_bus.raw");
      for (int k = 0; k < 18; k++) {
        double expected = recorded.getFloat();
        if (k >= 4 && k < 7 && !trueQuaternion) {
          continue; // there it holds the true quaternion's x, y, z
        }
        // The tolerances of the recordings: metres, degrees, radians, and float32 for the rest.
        double tolerance = k < 3 ? 1e-4 : k == 17 ? 2e-5 : 1e-6;
        assertThat(signals[k])
            .as("sample %d, rotation_can_bus[%d]", i, k)
            .isCloseTo(expected, within(tolerance));
      }
    }
  }

  @Test
  void projectionsAgreeWithTheRecordedOnes() throws IOException {
    for (int i = 0; i < 4; i++) {
      ByteBuffer recorded = raw(i, "lidar2img.raw");
      for (CameraView view : frames.get(i).cameras()) {
        double[] matrix = lidar2img(frames.get(i), view, 0.5);
        for (int k = 0; k < 16; k++) {
          double expected = float16(recorded.getShort());
          assertThat(matrix[k])
              .as("sample %d, %s, lidar2img[%d]", i, view.channel(), k)
              .isCloseTo(expected, within(Math.abs(expected) * HALF_FLOAT16_STEP + 1e-6));
        }
      }
    }
  }

  private double[] afterDeltas(int i) {
    double[] signals = frames.get(i).canBusCopy();
    for (int k : new int[] {0, 1, 2, 17}) {
      signals[k] = i == 0 ? 0 : signals[k] - frames.get(i - 1).canBus(k);
    }
    return signals;
  }

  /** Row-major 4x4: the camera matrix after the way LiDAR, ego, global, ego, camera. */
  private static double[] lidar2img(Frame frame, CameraView view, double scale) {
    Pose lidar2camera =
        view.sensor2ego()
            .inverse()
            .after(view.ego2global().inverse())
            .after(frame.ego2global())
            .after(frame.lidar2ego());
    double[] matrix = new double[16];
    Vec3 origin = lidar2camera.translation();
    Vec3[] columns = {
      lidar2camera.rotation().rotate(new Vec3(1, 0, 0)),
      lidar2camera.rotation().rotate(new Vec3(0, 1, 0)),
      lidar2camera.rotation().rotate(new Vec3(0, 0, 1)),
      origin
    };
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 4; column++) {
        Vec3 v = columns[column];
        matrix[row * 4 + column] =
            (row < 2 ? scale : 1)
                * (view.intrinsic(row * 3) * v.x()
                    + view.intrinsic(row * 3 + 1) * v.y()
                    + view.intrinsic(row * 3 + 2) * v.z());
      }
    }
    matrix[15] = 1;
    return matrix;
  }

  private ByteBuffer raw(int sample, String name) throws IOException {
    Path file = real.resolve("bevformer-inputs/sample_00" + sample).resolve(name);
    return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static double float16(short bits) {
    int exponent = bits >> 10 & 0x1F;
    int fraction = bits & 0x3FF;
    double size =
        exponent == 0 ? fraction * 0x1p-24 : (1024 + fraction) * Math.pow(2, exponent - 25);
    return bits < 0 ? -size : size;
  }
}
