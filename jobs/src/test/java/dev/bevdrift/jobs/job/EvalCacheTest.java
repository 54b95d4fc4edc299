package dev.bevdrift.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.metrics.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Results kept between runs: taken where nothing that decides them changed, made anew where one
 * thing did, and the same bytes either way.
 */
final class EvalCacheTest {
  private static final String RUNGS = "single,temporal,recipe-yaw";

  /** Four graphs, the second run for the floor among them, on five scenes. */
  private static final int ALL = 4 * EvalFixture.SCENES;

  @TempDir Path folder;
  private EvalFixture fixture;
  private int runs;

  @BeforeEach
  void makeInputsAndFillTheCache() throws IOException {
    fixture = EvalFixture.withParts(folder);
    String cache = folder.resolve("cache").toString();
    Path first = folder.resolve("first");
    assertThat(fixture.eval(first, "--rungs", RUNGS, "--cache", cache).code()).isZero();
    assertThat(RunFiles.runJson(first).at("/learnt/results_from_cache").asText()).isEqualTo("0");
  }

  @Test
  void whereNothingChangedNothingRuns() throws IOException {
    assertThat(taken()).isEqualTo(ALL);
  }

  /** Runs with the cache; gives how many results were taken, of which no byte may be another. */
  private int taken(String... more) throws IOException {
    Path cached = folder.resolve("cached-" + ++runs);
    List<String> arguments = new ArrayList<>(List.of("--rungs", RUNGS));
    arguments.addAll(List.of(more));
    List<String> with = new ArrayList<>(arguments);
    with.addAll(List.of("--cache", folder.resolve("cache").toString()));
    assertThat(fixture.eval(cached, with.toArray(String[]::new)).err()).doesNotContain("error:");
    int taken = RunFiles.runJson(cached).at("/learnt/results_from_cache").asInt(-1);
    if (taken != 0) {
      Path plain = folder.resolve("plain-" + runs);
      fixture.eval(plain, arguments.toArray(String[]::new));
      Map<String, byte[]> expected = RunFiles.bytes(plain);
      Map<String, byte[]> given = RunFiles.bytes(cached);
      assertThat(given.keySet()).isEqualTo(expected.keySet());
      expected.forEach((name, bytes) -> assertThat(given.get(name)).as(name).isEqualTo(bytes));
    }
    return taken;
  }

  @Test
  void oneChangedGraphRunsAloneWithWhatItIsComparedWith() throws IOException {
    respell("temporal.onnx");
    assertThat(taken()).as("all but temporal's").isEqualTo(3 * EvalFixture.SCENES);
    respell("single.head.onnx"); // recipe-yaw and single-again are single's graph
    assertThat(taken()).isEqualTo(EvalFixture.SCENES);
  }

  @Test
  void aChangedDecoderIsAnotherResult() throws IOException {
    fixture.editLadder("decoder: recipe-yaw", "decoder: bevformer");
    // What single is for recipe-yaw's differences must run too, and nothing else.
    assertThat(taken()).isEqualTo(2 * EvalFixture.SCENES);
  }

  @Test
  void settingsOfTheRuntimeAreAnotherResult() throws IOException {
    for (String option :
        List.of("--intra-op-threads=2", "--optimization=none", "--conv-search=heuristic")) {
      assertThat(taken(option)).as(option).isZero();
    }
    assertThat(taken("--partitions=3", "--chunk-frames=1", "--max-sessions=9"))
        .as("what changes no byte is no part of the key")
        .isEqualTo(ALL);
    assertThat(taken("--whole-graphs"))
        .as("the form is a part of the key, that of what a rung is compared with too")
        .isZero();
  }

  @Test
  void preprocessingAndWhereTheModelLooksAreAnotherResult() throws IOException {
    fixture.editLadder("- 123.675", "- 123.625");
    assertThat(taken()).isZero();
    fixture.editLadder("- 38.25\n- 10.0", "- 38.125\n- 10.0"); // post_center_range
    assertThat(taken()).isZero();
    fixture.editLadder("max_num: 5", "max_num: 4");
    assertThat(taken()).isZero();
  }

  @Test
  void thresholdsOfTheBoxesAreAnotherResult() throws IOException {
    Path gate = folder.resolve("gate.yaml");
    String root = System.getProperty("bevdrift.root");
    Files.writeString(
        gate,
        Files.readString(Path.of(root, "conf", "gate.yaml"))
            .replace("moved: {distance_m: 0.1,", "moved: {distance_m: 0.2,"));
    assertThat(taken("--gate", gate.toString())).isZero();
  }

  @Test
  void onlyTheSceneWhoseFramesOrReferenceChangedRuns() throws IOException {
    respellWriter(fixture.frames.resolve("scene-1-0.parquet"));
    assertThat(taken("--partitions", "1"))
        .as("a scene that runs between two that don't, all in one task")
        .isEqualTo(ALL - 4);
    respellWriter(fixture.reference.resolve("scene-2-0.parquet"));
    assertThat(taken()).as("scene 1 is known again").isEqualTo(ALL - 4);
    assertThat(taken("--limit", "14")).as("the last scene is cut").isEqualTo(ALL - 4);
  }

  @Test
  void anEntryThatIsNotWholeIsNotThere() throws IOException {
    List<Path> boxes = files("predictions.parquet");
    assertThat(boxes).hasSize(ALL);
    byte[] bytes = Files.readAllBytes(boxes.get(0));
    bytes[bytes.length / 2] ^= 1;
    Files.write(boxes.get(0), bytes);
    Files.delete(files("diff.parquet").get(1));
    Files.writeString(files("entry.json").get(2), "{");
    int broken = ALL - taken();
    assertThat(broken).as("three entries, and what those are compared with").isBetween(3, 6);
    assertThat(taken()).as("they were made anew").isEqualTo(ALL);
  }

  @Test
  void figuresUnderDrawsThatAreNotWholeAreComputedAgain() throws IOException {
    List<Path> draws;
    try (Stream<Path> all = Files.list(folder.resolve("cache").resolve("draws"))) {
      draws = all.sorted().toList();
    }
    assertThat(draws).isNotEmpty();
    for (Path file : draws) {
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length - 5] ^= 0x40;
      Files.write(file, bytes);
    }
    assertThat(taken()).as("the scenes are whole").isEqualTo(ALL);
  }

  @Test
  void anEntryUnderAnothersNameIsNotTaken() throws IOException {
    List<Path> entries = files("entry.json");
    Files.copy(entries.get(0), entries.get(1), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(taken()).isLessThan(ALL);
  }

  private List<Path> files(String name) throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve("cache"))) {
      return all.filter(file -> file.endsWith(name)).sorted().toList();
    }
  }

  /** Changes a graph's bytes, not what it computes. */
  private void respell(String name) throws IOException {
    Path file = fixture.ladder.resolve(name);
    byte[] before = Files.readAllBytes(file);
    String text = new String(before, StandardCharsets.ISO_8859_1);
    byte[] after =
        text.replace("bevdrift toy", "bevdrift TOY").getBytes(StandardCharsets.ISO_8859_1);
    Files.write(file, after);
    fixture.editLadder(Sha256.of(before), Sha256.of(after));
  }

  /** Changes a table's bytes, not what it holds: the writer's name in Parquet's footer. */
  private static void respellWriter(Path file) throws IOException {
    byte[] before = Files.readAllBytes(file);
    String text = new String(before, StandardCharsets.ISO_8859_1);
    int at = text.lastIndexOf("parquet-mr");
    assertThat(at).as("the writer's name in the footer").isPositive();
    before[at] = 'P';
    Files.write(file, before);
  }
}
