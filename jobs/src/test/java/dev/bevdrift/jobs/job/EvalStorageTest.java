package dev.bevdrift.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.jobs.job.EvalFixture.Said;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
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
    Optional<Path> moto = moto();
    Assumptions.assumeTrue(moto.isPresent(), "no moto_server: run bin/python-env");
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Process server =
        new ProcessBuilder(moto.get().toString(), "-H", "127.0.0.1", "-p", "" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("moto.log").toFile())
            .start();
    try {
      String endpoint = "http://127.0.0.1:" + port;
      makeBucket(endpoint);
      Map<String, String> settings =
          Map.of(
              "fs.s3a.endpoint", endpoint,
              "fs.s3a.endpoint.region", "us-east-1",
              "fs.s3a.access.key", "test",
              "fs.s3a.secret.key", "test",
              "fs.s3a.path.style.access", "true",
              "fs.s3a.connection.ssl.enabled", "false",
              "fs.s3a.aws.credentials.provider",
                  "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider");
      Configuration conf = new Configuration();
      settings.forEach(conf::set);
      String root = "s3a://bucket/data";
      try (FileSystem system = FileSystem.newInstance(URI.create(root), conf)) {
        everyPlace(system, root, settings);
      }
    } finally {
      server.descendants().forEach(ProcessHandle::destroyForcibly);
      server.destroyForcibly();
    }
  }

  /** The server of the project's Python environment, or of the PATH. */
  private static Optional<Path> moto() {
    Stream<Path> ours =
        Stream.of(Path.of(System.getProperty("bevdrift.root"), ".venv", "bin", "moto_server"));
    Stream<Path> onPath =
        Stream.of(System.getenv("PATH").split(":")).map(place -> Path.of(place, "moto_server"));
    return Stream.concat(ours, onPath).filter(Files::isExecutable).findFirst();
  }

  private static void makeBucket(String endpoint) throws InterruptedException, IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(endpoint + "/bucket"))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    IOException last = new IOException("not tried");
    for (int i = 0; i < 300; i++) {
      try {
        HttpResponse<String> answer =
            HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return;
      } catch (IOException notYet) {
        last = notYet;
        Thread.sleep(200);
      }
    }
    throw last;
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
