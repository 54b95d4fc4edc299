package dev.bevdrift.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bevdrift.jobs.ingest.IngestRequest.Existing;
import dev.bevdrift.jobs.ingest.IngestRequest.Faults;
import dev.bevdrift.jobs.ingest.IngestSettings.CanBusMode;
import dev.bevdrift.jobs.ingest.IngestSettings.Images;
import dev.bevdrift.jobs.job.Sessions;
import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.DatasetInfo;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.jobs.table.StoredImages;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.infer.CameraView;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.ImageAddress;
import dev.bevdrift.udf.infer.ImageSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures by reference, strictness, and the test split. */
class IngestOptionsTest {
  private static final Storage STORAGE = Storage.local();
  private static SparkSession spark;

  @TempDir Path folder;
  private TinyDataSet data;
  private Path out;

  @BeforeAll
  static void open() {
    System.setProperty("spark.master", "local[2]");
    spark = Sessions.open("IngestOptionsTest");
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
  void picturesByReferenceStayWhereTheyAre() throws Exception {
    data.write();
    DatasetInfo info = ingest(Images.REFERENCE, Faults.REPORT);
    assertThat(info.images()).isEqualTo("reference");
    assertThat(info.taken()).isEqualTo(new DatasetInfo.Taken(2, 6));

    byte[] file = Files.readAllBytes(data.picture("scene-a", 0, "CAM_BACK"));
    CameraView view = first("scene-a-0.parquet").cameras().get(3);
    assertThat(view.jpeg()).isEmpty();
    assertThat(view.sha256())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file)));
    ImageAddress address = view.address().orElseThrow();
    assertThat(address.uri()).startsWith("file:/").endsWith("scene-a__CAM_BACK__0.jpg");
    assertThat(address.length()).isEqualTo(file.length);
    assertThat(StoredImages.in(STORAGE).read(address)).isEqualTo(ByteBuffer.wrap(file));
    assertThat(ImageSource.localFiles().read(address)).isEqualTo(ByteBuffer.wrap(file));
  }

  @Test
  void partOfAFileIsReadAndAMissingPartRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("bytes"), "0123456789");
    StoredImages images = StoredImages.in(STORAGE);
    assertThat(images.read(new ImageAddress(file.toString(), 3, 4)))
        .isEqualTo(ByteBuffer.wrap(new byte[] {'3', '4', '5', '6'}));
    assertThat(images.read(new ImageAddress(file.toString(), 8, ImageAddress.WHOLE)))
        .isEqualTo(ByteBuffer.wrap(new byte[] {'8', '9'}));
    assertThatThrownBy(() -> images.read(new ImageAddress(file.toString(), 8, 4)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void strictlyALeftOutKeyframeIsAnErrorAndTheFolderIsNotFinished() throws IOException {
    data.write();
    Files.delete(data.picture("scene-a", 0, "CAM_BACK"));
    assertThatThrownBy(() -> ingest(Images.EMBED, Faults.REFUSE))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Cannot ingest tiny strictly: scene-a: 1 left out: CAM_BACK picture is not there: "
                + "sample_data.json, token scene-a-0-CAM_BACK, filename "
                + TinyDataSet.pictureName("scene-a", 0, "CAM_BACK")
                + ", and 1 more, expected nothing left out and no warning");
    assertThat(out.resolve(DatasetInfo.FILE)).doesNotExist();
    assertThat(ingest(Images.EMBED, Faults.REPORT).taken().frames()).isEqualTo(5);
  }

  @Test
  void strictlyAWarningOfAFinishedFolderIsAnErrorToo() throws IOException {
    data.write();
    ingest(Images.EMBED, Faults.REPORT);
    assertThatThrownBy(() -> ingest(Images.EMBED, Faults.REFUSE))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Cannot ingest tiny strictly: scene-b: no CAN-bus messages, so acceleration, rotation"
                + " rate and velocity are 0, expected nothing left out and no warning");
  }

  @Test
  void theTestSplitHasNoBoxesWithEmptyTablesOrWithoutThem() throws IOException {
    for (String table : List.of("instance", "sample_annotation")) {
      data.table(table).clear();
    }
    data.write();
    assertThat(ingest(Images.EMBED, Faults.REPORT).annotations()).isFalse();
    assertThat(first("scene-a-0.parquet").annotations()).isEmpty();

    Path version = data.root().resolve(TinyDataSet.VERSION);
    Path test = data.root().resolve("v1.0-test");
    Files.move(version, test);
    for (String table : List.of("instance", "sample_annotation", "category", "attribute")) {
      Files.delete(test.resolve(table + ".json"));
    }
    DataRoot root = DataRoot.open(STORAGE, hadoop(data.root()), "v1.0-test");
    Plans plans = Plans.read(root, java.util.Set.of("scene-a"));
    assertThat(plans.annotated()).isFalse();
    assertThat(plans.scenes().get(0).frames()).hasSize(3);
  }

  private DatasetInfo ingest(Images images, Faults faults) {
    return Ingest.run(
        spark,
        new IngestRequest(
            hadoop(data.root()),
            TinyDataSet.VERSION,
            "tiny",
            hadoop(out),
            List.of(),
            new IngestSettings(CanBusMode.ORIGINAL, images, 1000),
            0,
            Existing.KEEP,
            faults));
  }

  private Frame first(String file) {
    try (CloseableIterator<Frame> rows = FramesTable.read(STORAGE, hadoop(out.resolve(file)))) {
      return rows.next();
    }
  }

  private static org.apache.hadoop.fs.Path hadoop(Path path) {
    return new org.apache.hadoop.fs.Path(path.toString());
  }
}
