package dev.bevdrift.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.jobs.job.EvalFixture.Said;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frames, ladder, reference and run folder on a real HDFS, and on S3 behind hadoop-aws. */
final class EvalStorageTest {
  private static final String RUNGS = "single,temporal,recipe-yaw";
  private static final String HADOOP = "spark.hadoop.";

  @TempDir static Path inputs;
  private static EvalFixture fixture;
  private static Map<String, byte[]> expected;

  @TempDir Path folder;

  @BeforeAll
  static void makeInputs() throws IOException {
    fixture = EvalFixture.withParts(inputs);
    Path local = inputs.resolve("local");
    assertThat(fixture.eval(local, "--rungs", RUNGS).code()).isZero();
    expected = RunFiles.bytes(local);
  }

  @Test
  void hdfs() throws IOException {
    Configuration conf = new Configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
    try (MiniDFSCluster cluster = new MiniDFSCluster.Builder(conf).numDataNodes(1).build()) {
      cluster.waitClusterUp();
      everyPlace(cluster.getFileSystem(), cluster.getURI() + "/data", Map.of());
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
        everyPlace(system, server.root(), server.settings());
      }
    }
  }

  /** All four places on the storage; then each alone, which is the same as the others beside it. */
  private void everyPlace(FileSystem system, String root, Map<String, String> hadoop)
      throws IOException {
    Map<String, Path> local =
        Map.of(
            "frames", fixture.frames,
            "ladder", fixture.ladder,
            "reference", fixture.reference);
    for (Map.Entry<String, Path> place : local.entrySet()) {
      // By streams: moto answers the SDK's asynchronous uploads with a 100 that the SDK takes for
      // all.
      FileUtil.copy(
          FileSystem.getLocal(system.getConf()).getRawFileSystem(),
          new org.apache.hadoop.fs.Path(place.getValue().toString()),
          system,
          new org.apache.hadoop.fs.Path(root, place.getKey()),
          false,
          system.getConf());
    }
    Map<String, String> settings = new TreeMap<>();
    hadoop.forEach((name, value) -> settings.put(HADOOP + name, value));
    List<String> places = List.of("frames", "ladder", "reference", "out");
    for (List<String> there :
        List.of(places, List.of("frames", "out"), List.of("ladder", "reference"))) {
      String name = String.join("-", there);
      String[] arguments = new String[2 * places.size() + 4];
      for (int i = 0; i < places.size(); i++) {
        String place = places.get(i);
        arguments[2 * i] = "--" + place;
        arguments[2 * i + 1] =
            place.equals("out")
                ? (there.contains(place) ? root : folder.toString()) + "/run-" + name
                : there.contains(place) ? root + "/" + place : local.get(place).toString();
      }
      arguments[8] = "--rungs";
      arguments[9] = RUNGS;
      arguments[10] = "--provider";
      arguments[11] = "cpu";

      Said said = EvalFixture.runWith(settings, arguments);

      assertThat(said.err()).as(name).doesNotContain("error:");
      assertThat(said.code()).as(name).isZero();
      Path copy = folder.resolve("run-" + name);
      if (there.contains("out")) {
        fetch(system, root + "/run-" + name, copy);
      }
      Map<String, byte[]> given = RunFiles.bytes(copy);
      assertThat(given.keySet()).as(name).isEqualTo(expected.keySet());
      expected.forEach((file, bytes) -> assertThat(given.get(file)).as(file).isEqualTo(bytes));
      assertThat(RunFiles.runJson(copy).at("/rungs/single/form").asText())
          .as(name)
          .isEqualTo("prefix+head");
    }
  }

  private static void fetch(FileSystem system, String from, Path to) throws IOException {
    org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(from);
    String base = system.makeQualified(root).toUri().getPath();
    RemoteIterator<LocatedFileStatus> files = system.listFiles(root, true);
    while (files.hasNext()) {
      org.apache.hadoop.fs.Path file = files.next().getPath();
      Path target = to.resolve(file.toUri().getPath().substring(base.length() + 1));
      Files.createDirectories(target.getParent());
      try (var in = system.open(file)) {
        Files.copy(in, target);
      }
    }
  }
}
