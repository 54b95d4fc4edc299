package dev.bevdrift.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.bevdrift.jobs.ingest.IngestRequest.Existing;
import dev.bevdrift.jobs.ingest.IngestRequest.Faults;
import dev.bevdrift.jobs.ingest.IngestSettings.CanBusMode;
import dev.bevdrift.jobs.ingest.IngestSettings.Images;
import dev.bevdrift.jobs.job.Sessions;
import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.DatasetInfo;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.jobs.table.IndexRow;
import dev.bevdrift.jobs.table.IndexTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.infer.Annotation;
import dev.bevdrift.udf.infer.Frame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestTest {
  private static final Storage STORAGE = Storage.local();
  private static final IngestSettings SETTINGS =
      new IngestSettings(CanBusMode.ORIGINAL, Images.EMBED, 1000);
  private static SparkSession spark;

  @TempDir Path folder;
  private TinyDataSet data;
  private Path out;

  @BeforeAll
  static void open() {
    System.setProperty("spark.master", "local[2]");
    spark = Sessions.open("IngestTest");
  }

  @AfterAll
  static void close() throws IOException {
    spark.close();
    System.clearProperty("spark.master");
  }

  @BeforeEach
  void dataSet() throws IOException {
    data = TinyDataSet.in(folder.resolve("data"));
    out = folder.resolve("frames");
  }

  @Test
  void aWholeSplitIsTaken() throws IOException {
    data.write();
    DatasetInfo info = Ingest.run(spark, request(out, 0));
    assertThat(info.taken()).isEqualTo(new DatasetInfo.Taken(2, 6));
    assertThat(info.leftOut()).isEmpty();
    assertThat(info.annotations()).isTrue();
    assertThat(info.synthetic()).isFalse();
    assertThat(info.warnings())
        .containsExactly(
            "scene-b: no CAN-bus messages, so acceleration, rotation rate and velocity are 0");
    assertThat(DatasetInfo.read(STORAGE, hadoop(out))).isEqualTo(info);
    assertThat(names(out))
        .containsExactly(
            "_dataset.json", "_index.parquet", "scene-a-0.parquet", "scene-b-0.parquet");
    IndexRow row = IndexTable.read(STORAGE, hadoop(out)).get(0);
    assertThat(row.sceneName()).isEqualTo("scene-a");
    assertThat(row.frames()).isEqualTo(3);
    assertThat(row.bytes()).isEqualTo(Files.size(out.resolve("scene-a-0.parquet")));
    // scene-b stands first in sample.json.
    assertThat(row.firstSampleIndex()).isEqualTo(3);
    assertThat(row.firstTimestampUs()).isEqualTo(2_000_000_000L);
  }

  @Test
  void aFrameHoldsWhatTheTablesSay() throws IOException {
    data.write();
    Ingest.run(spark, request(out, 0));
    List<Frame> frames = frames("scene-a-0.parquet");
    assertThat(frames)
        .extracting(Frame::sampleToken)
        .containsExactly("scene-a-0", "scene-a-1", "scene-a-2");
    assertThat(frames.get(0).prevSampleToken()).isEmpty();
    Frame frame = frames.get(1);
    assertThat(frame.prevSampleToken()).contains("scene-a-0");
    assertThat(frame.vehicle()).isEqualTo("n008");
    assertThat(frame.log()).isEqualTo("n008-drive");
    assertThat(frame.location()).isEqualTo("boston-seaport");
    assertThat(frame.description()).isEqualTo("Tiny scene-a");
    assertThat(frame.cameras()).extracting(view -> view.channel()).isEqualTo(SensorRow.CAMERAS);
    assertThat(frame.cameras().get(3).sampleDataToken()).isEqualTo("scene-a-1-CAM_BACK");
    assertThat(frame.cameras().get(3).timestampUs()).isEqualTo(2_000_503_000L);
    assertThat(frame.cameras().get(3).intrinsic(2)).isEqualTo(16);
    byte[] jpeg = new byte[frame.cameras().get(3).jpeg().orElseThrow().remaining()];
    frame.cameras().get(3).jpeg().orElseThrow().get(jpeg);
    assertThat(jpeg).isEqualTo(Files.readAllBytes(data.picture("scene-a", 1, "CAM_BACK")));
    assertThat(frame.annotations()).hasSize(2);
    Annotation car = frame.annotations().get(0);
    assertThat(car.detectionName()).isEqualTo("car");
    assertThat(car.velocityX()).isCloseTo(2.0, within(1e-6));
    assertThat(car.attributes()).containsExactly("vehicle.moving");
    assertThat(car.visibility()).isEqualTo("v80-100");
    Annotation rack = frame.annotations().get(1);
    assertThat(rack.category()).isEqualTo("static_object.bicycle_rack");
    assertThat(rack.scored()).isFalse();
    assertThat(rack.velocityKnown()).isFalse();
    // 500 ms after the start the message at 500 ms is at the keyframe's time, the next is at 520.
    assertThat(frame.canBus(7)).isEqualTo(31);
    assertThat(frame.canBus(0)).isEqualTo(102);
  }

  @Test
  void theNumberOfPartitionsNeverChangesAByte() throws IOException {
    data.write();
    Path seven = folder.resolve("seven");
    Ingest.run(spark, request(out, 1));
    Ingest.run(spark, request(seven, 7));
    assertThat(contents(seven)).isEqualTo(contents(out));
  }

  @Test
  void keyframesWithoutAWholePictureAreLeftOut() throws IOException {
    data.write();
    Files.delete(data.picture("scene-a", 0, "CAM_BACK"));
    Path cut = data.picture("scene-a", 1, "CAM_FRONT");
    byte[] whole = Files.readAllBytes(cut);
    Files.write(cut, Arrays.copyOf(whole, whole.length - 40));
    Files.write(data.picture("scene-b", 0, "CAM_FRONT"), TinyDataSet.jpeg(16, 18));
    Files.writeString(data.picture("scene-b", 1, "CAM_FRONT"), "no picture at all");
    DatasetInfo info = Ingest.run(spark, request(out, 0));
    assertThat(info.taken()).isEqualTo(new DatasetInfo.Taken(2, 2));
    assertThat(info.leftOut())
        .containsExactly(
            left("scene-a", "CAM_BACK picture is not there: ", 0, "CAM_BACK"),
            left("scene-a", "CAM_FRONT picture is truncated: ", 1, "CAM_FRONT"),
            left("scene-b", "CAM_FRONT picture is 16x18 pixels, expected 32x18: ", 0, "CAM_FRONT"),
            left("scene-b", "CAM_FRONT picture is not a JPEG: ", 1, "CAM_FRONT"));
    assertThat(frames("scene-a-0.parquet").get(0).prevSampleToken()).contains("scene-a-1");
  }

  @Test
  void aScanThatIsCorruptUnderAGoodHeaderIsLeftOut() throws IOException {
    data.write();
    Path early = data.picture("scene-a", 0, "CAM_FRONT");
    byte[] whole = Files.readAllBytes(early);
    byte[] cut = Arrays.copyOf(whole, whole.length - 60);
    cut[cut.length - 2] = (byte) 0xFF;
    cut[cut.length - 1] = (byte) 0xD9; // whole by its markers: the scan alone ends early
    Files.write(early, cut);
    Path flipped = data.picture("scene-b", 1, "CAM_BACK");
    byte[] ones = whole.clone();
    for (int at = whole.length - 60; at < whole.length - 10; at += 2) {
      ones[at] = (byte) 0xFF; // stuffed ones, which are no code of any table
      ones[at + 1] = 0;
    }
    Files.write(flipped, ones);
    DatasetInfo info = Ingest.run(spark, request(out, 0));
    assertThat(info.taken()).isEqualTo(new DatasetInfo.Taken(2, 4));
    assertThat(info.leftOut())
        .extracting(DatasetInfo.LeftOut::scene, DatasetInfo.LeftOut::frames)
        .containsExactly(tuple("scene-a", 1), tuple("scene-b", 1));
    assertThat(info.leftOut().get(0).reason())
        .startsWith(
            "CAM_FRONT picture does not decode: "
                + where("scene-a", 0, "CAM_FRONT")
                + ": corrupt JPEG (")
        .contains("premature end");
    assertThat(info.leftOut().get(1).reason())
        .startsWith(
            "CAM_BACK picture does not decode: "
                + where("scene-b", 1, "CAM_BACK")
                + ": corrupt JPEG (");
  }

  @Test
  void scenesThatLackTheSameShareAWarning() throws IOException {
    data.write();
    Files.delete(data.root().resolve("can_bus").resolve("scene-a_pose.json"));
    assertThat(Ingest.run(spark, request(out, 0)).warnings())
        .containsExactly(
            "2 scenes (scene-a, scene-b): no CAN-bus messages, so acceleration, rotation rate and"
                + " velocity are 0");
  }

  @Test
  void aSceneWithoutAnyPictureHasNoFile() throws IOException {
    data.write();
    for (int k = 0; k < 3; k++) {
      Files.delete(data.picture("scene-b", k, "CAM_FRONT"));
    }
    DatasetInfo info = Ingest.run(spark, request(out, 0));
    assertThat(info.taken()).isEqualTo(new DatasetInfo.Taken(1, 3));
    assertThat(info.leftOut())
        .containsExactly(
            new DatasetInfo.LeftOut(
                "scene-b",
                3,
                "CAM_FRONT picture is not there, the first: " + where("scene-b", 0, "CAM_FRONT")));
    assertThat(info.warnings()).isEmpty();
    assertThat(out.resolve("scene-b-0.parquet")).doesNotExist();
  }

  @Test
  void aKeyframeWithoutACameraRowIsLeftOut() throws IOException {
    data.table("sample_data")
        .removeIf(row -> row.get("token").asText().equals("scene-a-1-CAM_BACK"));
    data.write();
    assertThat(Ingest.run(spark, request(out, 0)).leftOut())
        .containsExactly(
            new DatasetInfo.LeftOut("scene-a", 1, "sample_data.json has no keyframe of CAM_BACK"));
  }

  @Test
  void noFrameAtAllIsAnErrorAndLeavesNoFolderThatLooksFinished() throws IOException {
    data.write();
    try (Stream<Path> pictures = Files.walk(data.root().resolve("samples/CAM_FRONT"))) {
      for (Path picture : pictures.filter(Files::isRegularFile).toList()) {
        Files.delete(picture);
      }
    }
    assertThatThrownBy(() -> Ingest.run(spark, request(out, 0)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Cannot take any frame of tiny in " + data.root() + ": left out 6");
    assertThat(names(out)).isEmpty();
  }

  @Test
  void longScenesAreCut() throws IOException {
    data.write();
    DatasetInfo info =
        Ingest.run(
            spark,
            request(
                out,
                0,
                new IngestSettings(CanBusMode.NONE, Images.EMBED, 2),
                Existing.KEEP,
                "scene-a"));
    assertThat(info.sequenceCap()).isEqualTo(2);
    assertThat(info.canBus()).isEqualTo("none");
    assertThat(IndexTable.read(STORAGE, hadoop(out)))
        .extracting(IndexRow::file)
        .containsExactly("scene-a-0.parquet", "scene-a-1.parquet");
    Frame last = frames("scene-a-1.parquet").get(0);
    assertThat(last.sequence()).isEqualTo(1);
    assertThat(last.sampleToken()).isEqualTo("scene-a-2");
    assertThat(last.canBus(7)).isZero();
  }

  @Test
  void wholeScenesOfAnUnfinishedFolderAreKept() throws IOException {
    data.write();
    DataRoot root = DataRoot.open(STORAGE, hadoop(data.root()), TinyDataSet.VERSION);
    FramesFolder unfinished = new FramesFolder(STORAGE, hadoop(out));
    unfinished.begin();
    ScenePlan first = Plans.read(root, java.util.Set.of("scene-a")).scenes().get(0);
    new SceneIngest(root, hadoop(out), SETTINGS).ingest(first);
    FileTime longAgo = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(out.resolve("scene-a-0.parquet"), longAgo);
    Files.writeString(out.resolve(".scene-b-0.parquet.x.part"), "half");
    DatasetInfo info = Ingest.run(spark, request(out, 0));
    assertThat(info.taken().frames()).isEqualTo(6);
    assertThat(Files.getLastModifiedTime(out.resolve("scene-a-0.parquet"))).isEqualTo(longAgo);
    assertThat(names(out))
        .containsExactly(
            "_dataset.json", "_index.parquet", "scene-a-0.parquet", "scene-b-0.parquet");
  }

  @Test
  void aSceneWhoseInputsChangedIsMadeAgain() throws IOException {
    data.write();
    Files.delete(data.picture("scene-a", 2, "CAM_FRONT"));
    DataRoot root = DataRoot.open(STORAGE, hadoop(data.root()), TinyDataSet.VERSION);
    new FramesFolder(STORAGE, hadoop(out)).begin();
    ScenePlan first = Plans.read(root, java.util.Set.of("scene-a")).scenes().get(0);
    new SceneIngest(root, hadoop(out), SETTINGS).ingest(first);
    Files.write(data.picture("scene-a", 2, "CAM_FRONT"), TinyDataSet.jpeg(32, 18));
    assertThat(Ingest.run(spark, request(out, 0)).taken().frames()).isEqualTo(6);
  }

  @Test
  void aFinishedFolderIsKeptIfItsInputsAgreeAndRefusedOtherwise() throws IOException {
    data.write();
    DatasetInfo info = Ingest.run(spark, request(out, 0));
    FileTime longAgo = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(out.resolve("scene-a-0.parquet"), longAgo);
    assertThat(Ingest.run(spark, request(out, 3))).isEqualTo(info);
    assertThat(Files.getLastModifiedTime(out.resolve("scene-a-0.parquet"))).isEqualTo(longAgo);
    Files.delete(data.picture("scene-b", 1, "CAM_FRONT"));
    assertThatThrownBy(() -> Ingest.run(spark, request(out, 0)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Cannot write frames to "
                + out
                + ": it holds finished frames of other inputs or settings, expected the same ones,"
                + " another folder, or --overwrite");
    assertThat(Ingest.run(spark, request(out, 0, SETTINGS, Existing.REPLACE)).taken().frames())
        .isEqualTo(5);
  }

  @Test
  void aFolderOfSomethingElseIsRefused() throws IOException {
    data.write();
    Files.createDirectories(out);
    Files.writeString(out.resolve("thesis.txt"), "mine");
    for (Existing existing : Existing.values()) {
      assertThatThrownBy(() -> Ingest.run(spark, request(out, 0, SETTINGS, existing)))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("it holds thesis.txt, expected an empty folder");
    }
    assertThat(out.resolve("thesis.txt")).exists();
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws IOException {
    data.write();
    Path file = Files.writeString(folder.resolve("file"), "");
    Path inside = file.resolve("frames");
    assertThatThrownBy(() -> Ingest.run(spark, request(inside, 0)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Cannot write frames to " + inside + ": ")
        .hasMessageEndingWith(", expected a folder that can be written");
  }

  private DatasetInfo.LeftOut left(String scene, String reason, int keyframe, String channel) {
    return new DatasetInfo.LeftOut(scene, 1, reason + where(scene, keyframe, channel));
  }

  private static String where(String scene, int keyframe, String channel) {
    return "sample_data.json, token "
        + scene
        + "-"
        + keyframe
        + "-"
        + channel
        + ", filename "
        + TinyDataSet.pictureName(scene, keyframe, channel);
  }

  private IngestRequest request(Path to, int partitions) {
    return request(to, partitions, SETTINGS, Existing.KEEP);
  }

  private IngestRequest request(
      Path to, int partitions, IngestSettings settings, Existing existing, String... scenes) {
    return new IngestRequest(
        hadoop(data.root()),
        TinyDataSet.VERSION,
        "tiny",
        hadoop(to),
        List.of(scenes),
        settings,
        partitions,
        existing,
        Faults.REPORT);
  }

  private List<Frame> frames(String file) {
    List<Frame> frames = new ArrayList<>();
    try (CloseableIterator<Frame> rows = FramesTable.read(STORAGE, hadoop(out.resolve(file)))) {
      rows.forEachRemaining(frames::add);
    }
    return frames;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    for (String name : names(folder)) {
      contents.put(name, Arrays.toString(Files.readAllBytes(folder.resolve(name))));
    }
    return contents;
  }

  private static org.apache.hadoop.fs.Path hadoop(Path path) {
    return new org.apache.hadoop.fs.Path(path.toString());
  }
}
