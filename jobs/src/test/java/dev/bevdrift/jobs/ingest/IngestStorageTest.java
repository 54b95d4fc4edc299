package dev.bevdrift.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.jobs.ingest.IngestRequest.Existing;
import dev.bevdrift.jobs.ingest.IngestRequest.Faults;
import dev.bevdrift.jobs.ingest.IngestSettings.CanBusMode;
import dev.bevdrift.jobs.ingest.IngestSettings.Images;
import dev.bevdrift.jobs.job.RemoteStorage;
import dev.bevdrift.jobs.job.Sessions;
import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.DatasetInfo;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.jobs.table.StoredImages;
import dev.bevdrift.udf.infer.CameraView;
import dev.bevdrift.udf.infer.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data set and the frames on a real HDFS, and on S3 behind hadoop-aws: the same bytes. */
final class IngestStorageTest {
  @TempDir java.nio.file.Path folder;
  private TinyDataSet data;

  @BeforeEach
  void dataSet() throws IOException {
    data = TinyDataSet.in(folder.resolve("data"));
    data.write();
    Files.delete(data.picture("scene-a", 1, "CAM_FRONT"));
  }

  @Test
  void hdfs() throws IOException {
    RemoteStorage.hdfs(folder, this::everyWay);
  }

  @Test
  void s3() throws IOException, InterruptedException {
    RemoteStorage.s3(folder, this::everyWay);
  }

  /** From there to there, from there to here, from here to there; then by address. */
  private void everyWay(FileSystem system, String root, Map<String, String> settings)
      throws IOException {
    RemoteStorage.put(data.root(), system, new Path(root, "nuscenes"));
    Path here = new Path(data.root().toString());
    Path there = new Path(root, "nuscenes");
    System.setProperty("spark.master", "local[2]");
    try (SparkSession spark = Sessions.open("IngestStorageTest")) {
      settings.forEach(spark.sparkContext().hadoopConfiguration()::set);
      Storage storage = Storage.of(spark.sparkContext().hadoopConfiguration());
      Path frames = new Path(folder.resolve("frames").toString());
      DatasetInfo expected = ingest(spark, here, frames, Images.EMBED);
      assertThat(expected.taken().frames()).isEqualTo(5);
      Map<Path, Path> ways =
          Map.of(
              new Path(root, "there-to-there"), there,
              new Path(folder.resolve("there-to-here").toString()), there,
              new Path(root, "here-to-there"), here);
      ways.forEach(
          (to, from) -> {
            DatasetInfo info = ingest(spark, from, to, Images.EMBED);
            assertThat(info).as("%s to %s", from, to).isEqualTo(expected);
            assertThat(contents(storage, to)).isEqualTo(contents(storage, frames));
            assertThat(ingest(spark, from, to, Images.EMBED)).as("again").isEqualTo(info);
          });
      byAddress(spark, storage, there, new Path(root, "by-address"));
    } finally {
      System.clearProperty("spark.master");
    }
  }

  private void byAddress(SparkSession spark, Storage storage, Path from, Path to)
      throws IOException {
    ingest(spark, from, to, Images.REFERENCE);
    try (CloseableIterator<Frame> rows =
        FramesTable.read(storage, new Path(to, "scene-a-0.parquet"))) {
      CameraView view = rows.next().cameras().get(0);
      assertThat(view.address().orElseThrow().uri()).startsWith(from + "/samples/");
      assertThat(StoredImages.in(storage).read(view.address().orElseThrow()))
          .isEqualTo(
              ByteBuffer.wrap(Files.readAllBytes(data.picture("scene-a", 0, view.channel()))));
    }
  }

  private static DatasetInfo ingest(SparkSession spark, Path from, Path to, Images images) {
    return Ingest.run(
        spark,
        new IngestRequest(
            from,
            TinyDataSet.VERSION,
            "tiny",
            to,
            List.of(),
            new IngestSettings(CanBusMode.ORIGINAL, images, 1000),
            2,
            Existing.KEEP,
            Faults.REPORT));
  }

  private static Map<String, ByteBuffer> contents(Storage storage, Path folder) {
    Map<String, ByteBuffer> contents = new TreeMap<>();
    for (Path file : storage.list(folder)) {
      contents.put(file.getName(), ByteBuffer.wrap(storage.readBytes(file)));
    }
    return contents;
  }
}
