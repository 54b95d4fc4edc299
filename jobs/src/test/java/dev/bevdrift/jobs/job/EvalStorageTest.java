package dev.bevdrift.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.jobs.job.EvalFixture.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
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
    RemoteStorage.hdfs(folder, this::everyPlace);
  }

  @Test
  void s3() throws IOException, InterruptedException {
    RemoteStorage.s3(folder, this::everyPlace);
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
      RemoteStorage.put(
          place.getValue(), system, new org.apache.hadoop.fs.Path(root, place.getKey()));
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
