package dev.bevdrift.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.jobs.ingest.IngestRequest.Existing;
import dev.bevdrift.jobs.ingest.IngestRequest.Faults;
import dev.bevdrift.jobs.ingest.IngestSettings.CanBusMode;
import dev.bevdrift.jobs.ingest.IngestSettings.Images;
import dev.bevdrift.jobs.job.MotoServer;
import dev.bevdrift.jobs.job.Sessions;
import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.DatasetInfo;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.jobs.table.StoredImages;
import dev.bevdrift.udf.infer.CameraView;
import dev.bevdrift.udf.infer.Frame;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Assumptions;
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
    Configuration conf = new Configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
    try (MiniDFSCluster cluster = new MiniDFSCluster.Builder(conf).numDataNodes(1).build()) {
      cluster.waitClusterUp();
      everyWay(cluster.getFileSystem(), cluster.getURI() + "/data", Map.of());
    }
  }

  @Test
  void s3() throws IOException, InterruptedException {
    Optional<MotoServer> started = MotoServer.start(folder);
    Assumptions.assumeTrue(started.isPresent(), "no moto_server: run bin/python-env");
    try (MotoServer server = started.get()) {
      Configuration conf = new Configuration();
      server.settings().forEach(conf::set);
      try (FileSystem system = FileSystem.newInstance(URI.create(server.root()), conf)) {
        everyWay(system, server.root(), server.settings());
      }
    }
  }

  /** From there to there, from there to here, from here to there; then by address. */
  private void everyWay(FileSystem system, String root, Map<String, String> settings)
      throws IOException {
    // By streams: moto answers the SDK's asynchronous uploads with a 100, which the SDK takes for
    // all.
    FileUtil.copy(
        FileSystem.getLocal(system.getConf()).getRawFileSystem(),
        new Path(data.root().toString()),
        system,
        new Path(root, "nuscenes"),
        false,
        system.getConf());
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
