package dev.bevdrift.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.jobs.job.FaultyFileSystem;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.udf.ladder.Ladder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ladder that lies elsewhere: the local disk under another scheme. */
final class LocalLadderTest {
  @TempDir private Path ladder;
  private Path copy;

  @BeforeEach
  void makeLadder() throws IOException {
    Path toys = Path.of(System.getProperty("bevdrift.root"), "udf/src/test/resources/toy");
    try (Stream<Path> files = Files.list(toys)) {
      for (Path file : files.toList()) {
        Files.copy(file, ladder.resolve(file.getFileName()));
      }
    }
    // A manifest that no other run has had, so that nothing is there yet.
    Files.writeString(
        ladder.resolve(Ladder.MANIFEST),
        "# " + UUID.randomUUID() + "\n",
        StandardOpenOption.APPEND);
    copy = LocalLadder.of(storage(), location());
    FileUtil.fullyDelete(copy.toFile());
  }

  @AfterEach
  void deleteCopy() {
    FileUtil.fullyDelete(copy.toFile());
  }

  private static Storage storage() {
    Configuration settings = new Configuration();
    settings.set("fs.faulty.impl", FaultyFileSystem.class.getName());
    return Storage.of(settings);
  }

  private String location() {
    return "faulty://" + ladder;
  }

  @Test
  void tasksThatCopyAtTheSameTimeReadAWholeLadder()
      throws InterruptedException, ExecutionException {
    ExecutorService tasks = Executors.newFixedThreadPool(4);
    try {
      List<Future<String>> hashes = new ArrayList<>();
      for (int task = 0; task < 200; task++) {
        hashes.add(
            tasks.submit(
                () -> Ladder.open(LocalLadder.of(storage(), location())).manifestSha256()));
      }
      String expected = Ladder.open(ladder).manifestSha256();
      for (Future<String> hash : hashes) {
        assertThat(hash.get()).isEqualTo(expected);
      }
    } finally {
      tasks.shutdownNow();
    }
    assertThat(copy.toFile().list()).noneMatch(name -> name.endsWith(".part"));
  }

  @Test
  void aTornCopyIsMadeAgain() throws IOException {
    LocalLadder.of(storage(), location());
    Files.writeString(copy.resolve(Ladder.MANIFEST), "");
    Files.writeString(copy.resolve("single.onnx"), "torn");

    assertThat(LocalLadder.of(storage(), location())).isEqualTo(copy);

    for (String name : List.of(Ladder.MANIFEST, "single.onnx")) {
      assertThat(copy.resolve(name)).hasSameBinaryContentAs(ladder.resolve(name));
    }
  }
}
