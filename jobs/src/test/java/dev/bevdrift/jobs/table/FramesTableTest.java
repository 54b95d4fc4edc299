package dev.bevdrift.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.udf.infer.CameraView;
import dev.bevdrift.udf.infer.Frame;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FramesTableTest {
  private static final Storage STORAGE = Storage.local();

  @TempDir java.nio.file.Path folder;

  @Test
  void framesComeBackAsTheyWere() {
    Path file = write("a.parquet", 5, 1000);
    List<Frame> frames = all(FramesTable.read(STORAGE, file));
    assertThat(frames).hasSize(5);
    for (int i = 0; i < 5; i++) {
      Frame expected = FrameSamples.frame(1, i, 1000);
      Frame found = frames.get(i);
      assertSame(found, expected);
      for (int c = 0; c < 6; c++) {
        assertThat(found.cameras().get(c).jpeg()).isEqualTo(expected.cameras().get(c).jpeg());
      }
    }
    assertThat(frames.get(0).prevSampleToken()).isEmpty();
    assertThat(frames.get(1).prevSampleToken()).contains("sample-1-0");
  }

  @Test
  void theProjectionLeavesOnlyThePicturesOut() {
    Path file = write("a.parquet", 2, 1000);
    List<Frame> frames = all(FramesTable.readWithoutImages(STORAGE, file));
    assertSame(frames.get(1), FrameSamples.frame(1, 1, 1000));
    assertThat(frames.get(1).cameras()).allMatch(view -> view.jpeg().isEmpty());
  }

  @Test
  void theSameRowsGiveTheSameBytes() throws IOException {
    Path a = write("a.parquet", 3, 5000);
    Path b = write("b.parquet", 3, 5000);
    assertThat(Files.readAllBytes(local(a))).isEqualTo(Files.readAllBytes(local(b)));
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("a.parquet", "b.parquet");
  }

  @Test
  void rowGroupsStayNearFourMebibytes() throws IOException {
    Path file = write("a.parquet", 24, 100_000);
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(file, new Configuration()))) {
      // 600 kB a row: seven rows make 4 MiB.
      assertThat(reader.getRowGroups()).hasSizeBetween(3, 5);
    }
  }

  @Test
  void aWriterClosedWithoutACommitLeavesNothing() {
    Path file = new Path(folder.toString(), "a.parquet");
    try (TableWriter<Frame> writer = FramesTable.writer(STORAGE, file)) {
      writer.write(FrameSamples.frame(1, 0, 10));
    }
    assertThat(folder.toFile().list()).isEmpty();
  }

  @Test
  void anAbsentFileIsNamed() {
    Path file = new Path(folder.toString(), "none.parquet");
    assertThatThrownBy(() -> FramesTable.read(STORAGE, file))
        .isInstanceOf(InputException.class)
        .hasMessage("Cannot read " + file + ": no such file, expected a frames table of version 1");
  }

  @Test
  void aTruncatedFileIsNamed() throws IOException {
    Path file = write("a.parquet", 3, 5000);
    byte[] whole = Files.readAllBytes(local(file));
    for (int length : new int[] {0, 3, whole.length / 2, whole.length - 1}) {
      Files.write(local(file), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> FramesTable.read(STORAGE, file))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "Cannot read "
                  + file
                  + ": not a whole Parquet file, expected a frames table of version 1");
    }
  }

  @Test
  void aDamagedPageNamesItsRow() throws IOException {
    Path file = write("a.parquet", 3, 5000);
    byte[] bytes = Files.readAllBytes(local(file));
    Arrays.fill(bytes, 4, 3000, (byte) 0x55);
    Files.write(local(file), bytes);
    assertThatThrownBy(() -> all(FramesTable.read(STORAGE, file)))
        .isInstanceOf(InputException.class)
        .hasMessage("Cannot read " + file + ": row 0 is damaged, expected whole Parquet");
  }

  @Test
  void anotherTableIsRefused() {
    Path file = write("a.parquet", 1, 10);
    assertThatThrownBy(() -> PredictionsTable.read(STORAGE, file))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Cannot read "
                + file
                + ": has bevdrift.table=frames, expected bevdrift.table=predictions");
  }

  @Test
  void numbersThatNoModelCanTakeAreNamedByRowAndField() {
    Frame good = FrameSamples.frame(1, 0, 10);
    double[] signals = new double[Frame.CAN_BUS_SIZE];
    signals[4] = Double.NaN;
    refused(
        good.changed().canBus(signals).build(),
        "row 0, can_bus holds NaN, expected finite numbers");
    refused(
        good.changed().lidar2ego(new Pose(new Vec3(1, 2, 3), new Quaternion(0, 0, 0, 0))).build(),
        "row 0, lidar2ego.rotation has the length 0.0, expected a unit quaternion");
    refused(
        good.changed()
            .ego2global(new Pose(new Vec3(1, Double.NaN, 3), Quaternion.IDENTITY))
            .build(),
        "row 0, ego2global.translation holds NaN, expected finite numbers");
  }

  private void refused(Frame bad, String fact) {
    Path file = new Path(folder.toString(), "bad.parquet");
    try (TableWriter<Frame> writer = FramesTable.writer(STORAGE, file)) {
      writer.write(bad);
      writer.commit();
    }
    assertThatThrownBy(() -> all(FramesTable.read(STORAGE, file)))
        .isInstanceOf(InputException.class)
        .hasMessage("Cannot read " + file + ": " + fact);
  }

  private Path write(String name, int frames, int jpegBytes) {
    Path file = new Path(folder.toString(), name);
    try (TableWriter<Frame> writer = FramesTable.writer(STORAGE, file)) {
      for (int i = 0; i < frames; i++) {
        writer.write(FrameSamples.frame(1, i, jpegBytes));
      }
      assertThat(writer.commit()).isEqualTo(STORAGE.lengthBytes(file));
    }
    return file;
  }

  private static void assertSame(Frame found, Frame expected) {
    assertThat(found.toString()).isEqualTo(expected.toString());
    assertThat(found.sameSequence(expected)).isTrue();
    assertThat(found.sampleIndex()).isEqualTo(expected.sampleIndex());
    assertThat(found.timestampUs()).isEqualTo(expected.timestampUs());
    assertThat(found.description()).isEqualTo(expected.description());
    assertThat(found.location()).isEqualTo(expected.location());
    assertThat(found.vehicle()).isEqualTo(expected.vehicle());
    assertThat(found.log()).isEqualTo(expected.log());
    assertThat(found.canBusCopy()).isEqualTo(expected.canBusCopy());
    assertThat(found.lidar2ego()).isEqualTo(expected.lidar2ego());
    assertThat(found.ego2global()).isEqualTo(expected.ego2global());
    assertThat(found.annotations()).isEqualTo(expected.annotations());
    for (int c = 0; c < 6; c++) {
      CameraView has = found.cameras().get(c);
      CameraView wants = expected.cameras().get(c);
      assertThat(has.channel()).isEqualTo(wants.channel());
      assertThat(has.sampleDataToken()).isEqualTo(wants.sampleDataToken());
      assertThat(has.timestampUs()).isEqualTo(wants.timestampUs());
      assertThat(has.sha256()).isEqualTo(wants.sha256());
      assertThat(has.width()).isEqualTo(wants.width());
      assertThat(has.height()).isEqualTo(wants.height());
      assertThat(has.sensor2ego()).isEqualTo(wants.sensor2ego());
      assertThat(has.ego2global()).isEqualTo(wants.ego2global());
      for (int i = 0; i < 9; i++) {
        assertThat(has.intrinsic(i)).isEqualTo(wants.intrinsic(i));
      }
    }
  }

  private static <T> List<T> all(CloseableIterator<T> rows) {
    List<T> list = new ArrayList<>();
    try (rows) {
      rows.forEachRemaining(list::add);
    }
    return list;
  }

  private static java.nio.file.Path local(Path file) {
    return java.nio.file.Path.of(file.toString());
  }
}
