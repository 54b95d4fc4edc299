package dev.bevdrift.jobs.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.jobs.config.ReferenceChoice;
import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.Sha256;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.tap.Divergence;
import dev.bevdrift.udf.tap.TapDifference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was found inside a graph is found again where a thing that decides it is another. */
final class InsideAnswersTest {
  private static final String RUNG = "R03b-bake-shift";
  private static final Storage STORAGE = Storage.local();

  /** With a difference that is no JSON number. */
  private static final List<Divergence> FOUND =
      List.of(
          new Divergence(
              RUNG,
              "token",
              DivergenceStage.TOLERANCE,
              List.of("a", "b"),
              List.of(
                  new TapDifference("a", "1", 0.1 + 0.2, 3e-300),
                  new TapDifference("b", "2", Double.POSITIVE_INFINITY, 0)),
              3,
              List.of("c"),
              List.of("Add_1")));

  @TempDir private Path folder;

  private SampleCopy sample;

  @BeforeEach
  void copyTheSample() throws IOException {
    sample = SampleCopy.in(folder);
  }

  private EvalPlan plan(String... more) {
    return sample.plan(
        Stream.concat(Stream.of("--rungs=faithful," + RUNG), Stream.of(more))
            .toArray(String[]::new));
  }

  private boolean looks(String... more) {
    return looksWith(
        Stream.concat(Stream.of("--cache=" + folder.resolve("cache")), Stream.of(more))
            .toArray(String[]::new));
  }

  /** Whether the rung's graph had to be looked into; what comes back is the same either way. */
  private boolean looksWith(String... more) {
    EvalPlan plan = plan(more);
    ReferenceChoice.Tables tables = (ReferenceChoice.Tables) plan.options().reference();
    List<TapFrames.Found> frames =
        TapFrames.read(
            STORAGE,
            new org.apache.hadoop.fs.Path(plan.options().frames()),
            new org.apache.hadoop.fs.Path(tables.location()));
    assertThat(frames).isNotEmpty();
    boolean[] looked = new boolean[1];
    List<Divergence> given =
        InsideAnswers.of(plan, tables, frames)
            .about(
                (GraphRung) plan.ladder().rung(RUNG).orElseThrow(),
                () -> {
                  looked[0] = true;
                  return FOUND;
                });
    assertThat(given).isEqualTo(FOUND);
    return looked[0];
  }

  @Test
  void isFoundOnce() {
    assertThat(looks()).isTrue();
    assertThat(looks()).isFalse();
    assertThat(looks("--limit=8", "--partitions=3")).as("the same frames are looked at").isFalse();
    assertThat(looksWith()).as("without a cache").isTrue();
  }

  @Test
  void anotherGraphIsLookedInto() throws IOException {
    assertThat(looks()).isTrue();
    Path graph = folder.resolve("ladder").resolve(RUNG + ".onnx");
    byte[] before = Files.readAllBytes(graph);
    String text = new String(before, StandardCharsets.ISO_8859_1);
    byte[] after = text.replaceFirst("pytorch", "PyTorch").getBytes(StandardCharsets.ISO_8859_1);
    Files.write(graph, after);
    sample.edit(Sha256.of(before), Sha256.of(after));
    assertThat(looks()).isTrue();
    assertThat(looks()).isFalse();
  }

  @Test
  void otherPreprocessingOrSettingsAreLookedAt() throws IOException {
    assertThat(looks()).isTrue();
    sample.edit("mean: [123.675", "mean: [123.625");
    assertThat(looks()).isTrue();
    assertThat(looks("--optimization=none")).isTrue();
    assertThat(looks()).isFalse();
  }

  @Test
  void otherFramesOrOriginalValuesAreLookedAt() throws IOException {
    assertThat(looks()).isTrue();
    respell(folder.resolve("reference").resolve("_taps.parquet"));
    assertThat(looks()).isTrue();
    try (Stream<Path> scenes = Files.list(folder.resolve("frames"))) {
      for (Path scene : scenes.filter(file -> file.toString().contains("scene-")).toList()) {
        respell(scene);
      }
    }
    assertThat(looks()).isTrue();
    assertThat(looks()).isFalse();
  }

  /** Changes a table's bytes, not what it holds: the writer's name in Parquet's footer. */
  private static void respell(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int at = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("parquet-");
    assertThat(at).as("the writer's name in the footer").isPositive();
    bytes[at] = 'P';
    Files.write(file, bytes);
  }
}
