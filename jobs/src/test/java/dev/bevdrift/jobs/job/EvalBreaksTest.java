package dev.bevdrift.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.jobs.job.EvalFixture.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run meets from outside: a killed driver, a full disk, storage that goes away. */
final class EvalBreaksTest {
  private static final String RUNGS = "single,temporal,decoded,recipe-yaw";

  @TempDir static Path inputs;
  private static EvalFixture fixture;
  private static Map<String, byte[]> unbroken;

  @TempDir Path folder;

  @BeforeAll
  static void makeInputs() throws IOException {
    fixture = EvalFixture.withParts(inputs);
    Path out = inputs.resolve("unbroken");
    assertThat(fixture.eval(out, "--rungs", RUNGS).code()).isZero();
    unbroken = RunFiles.bytes(out);
  }

  @AfterEach
  void heal() {
    FaultyFileSystem.room(Long.MAX_VALUE);
    FaultyFileSystem.lives(Long.MAX_VALUE);
  }

  private static Map<String, String> faulty() {
    return new TreeMap<>(
        Map.of(
            "spark.hadoop.fs.faulty.impl",
            FaultyFileSystem.class.getName(),
            "spark.hadoop.fs.faulty.impl.disable.cache",
            "true"));
  }

  private void assertEqualsTheUnbroken(Path out) throws IOException {
    Map<String, byte[]> given = RunFiles.bytes(out);
    assertThat(given.keySet()).isEqualTo(unbroken.keySet());
    unbroken.forEach((name, bytes) -> assertThat(given.get(name)).as(name).isEqualTo(bytes));
  }

  @Test
  void aKilledDriverResumesAndEndsAsIfUnbroken() throws IOException, InterruptedException {
    Path out = folder.resolve("run");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--frames",
                "faulty:" + fixture.frames,
                "--ladder",
                fixture.ladder.toString(),
                "--reference",
                fixture.reference.toString(),
                "--out",
                out.toString(),
                "--provider",
                "cpu",
                "--partitions",
                "5",
                "--rungs",
                RUNGS));
    List<String> options = new ArrayList<>(List.of("-Dspark.master=local[1]"));
    Map<String, String> slow = faulty();
    slow.put("spark.hadoop." + FaultyFileSystem.OPEN_MS, "700");
    slow.forEach((name, value) -> options.add("-D" + name + "=" + value));
    Process driver =
        new ProcessBuilder(
                StandaloneCluster.java(options, "EvalJob", arguments.toArray(String[]::new)))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("driver.log").toFile())
            .start();
    try {
      for (int i = 0; i < 6000 && done(out) == 0 && driver.isAlive(); i++) {
        Thread.sleep(20);
      }
    } finally {
      driver.destroyForcibly();
    }
    assertThat(driver.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(driver.exitValue())
        .as("killed: " + Files.readString(folder.resolve("driver.log")))
        .isNotZero();
    int before = done(out);
    assertThat(before).as("scenes done when it died").isBetween(1, EvalFixture.SCENES - 1);
    Path kept;
    try (Stream<Path> files = Files.list(out.resolve("diff"))) {
      kept = files.filter(EvalBreaksTest::named).sorted().findFirst().orElseThrow();
    }
    var written = Files.getLastModifiedTime(kept);

    Said said = EvalFixture.runWith(faulty(), arguments.toArray(String[]::new));

    assertThat(said.err()).doesNotContain("error:");
    assertThat(said.code()).isZero();
    assertThat(Files.getLastModifiedTime(kept)).as("not run again").isEqualTo(written);
    assertEqualsTheUnbroken(out);
  }

  private static boolean named(Path file) {
    return !file.getFileName().toString().startsWith(".");
  }

  private static int done(Path out) throws IOException {
    if (!Files.isDirectory(out.resolve("diff"))) {
      return 0;
    }
    try (Stream<Path> files = Files.list(out.resolve("diff"))) {
      return (int) files.filter(EvalBreaksTest::named).count();
    }
  }

  @Test
  void aDiskThatFillsUpIsSaidInOneLineAndTheRunGoesOnWhenThereIsRoom() throws IOException {
    Path out = folder.resolve("run");
    FaultyFileSystem.room(60_000); // two scenes' files, and not all

    Said said = onFaulty(out);

    incomplete(said, out, "No space left on device");
    heal();
    leftByAKill(out);
    assertThat(onFaulty(out).code()).isZero();
    assertEqualsTheUnbroken(out);
    assertThat(parts(out)).isEmpty();
  }

  /** What a kill would leave where this run has not come to yet. */
  private static void leftByAKill(Path out) throws IOException {
    Path folder = Files.createDirectories(out.resolve("submission/single"));
    Files.writeString(folder.resolve(".results_nusc.json.0.part"), "half of it");
  }

  private static List<Path> parts(Path out) throws IOException {
    try (Stream<Path> files = Files.walk(out)) {
      return files.filter(file -> file.getFileName().toString().endsWith(".part")).toList();
    }
  }

  @Test
  void storageThatGoesAwayIsSaidInOneLineAndTheRunGoesOnWhenItIsBack() throws IOException {
    Path out = folder.resolve("run");
    FaultyFileSystem.lives(9); // run.json's versions first, then tables

    Said said = onFaulty(out);

    incomplete(said, out, "Input/output error");
    heal();
    assertThat(onFaulty(out).code()).isZero();
    assertEqualsTheUnbroken(out);
  }

  private static void incomplete(Said said, Path out, String fact) {
    assertThat(said.code()).as(said.err()).isEqualTo(CommandLines.INCOMPLETE);
    assertThat(said.err().lines().filter(line -> line.startsWith("error: ")).toList())
        .singleElement()
        .asString()
        .contains("Cannot write ", "faulty:" + out, fact, "give the same command again");
    assertThat(said.err()).doesNotContain("\tat ");
    assertThat(out.resolve("summary.json")).doesNotExist();
  }

  private static Said onFaulty(Path out) {
    return EvalFixture.runWith(
        faulty(),
        "--frames",
        fixture.frames.toString(),
        "--ladder",
        fixture.ladder.toString(),
        "--reference",
        fixture.reference.toString(),
        "--out",
        "faulty:" + out,
        "--provider",
        "cpu",
        "--partitions",
        "5",
        "--rungs",
        RUNGS);
  }
}
