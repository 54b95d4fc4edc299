package dev.bevdrift.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.jobs.table.ReferenceRow;
import dev.bevdrift.jobs.table.ReferenceTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.jobs.table.TableWriter;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.ReferenceFrame;
import dev.bevdrift.udf.infer.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Temporal rungs that run once more, each frame from a teacher's previous BEV. */
final class EvalTaughtTest {
  private static final String RUNGS = "single,temporal";

  @TempDir static Path inputs;
  private static EvalFixture fixture;

  @TempDir Path folder;

  @BeforeAll
  static void makeInputs() throws IOException {
    fixture = EvalFixture.in(inputs);
  }

  @Test
  void aRungTaughtByItselfDiffersAsItDoesFreeRunningAndChangesNoOtherByte() throws IOException {
    Path taught = folder.resolve("taught");
    Path free = folder.resolve("free");
    assertThat(fixture.eval(free, "--rungs", RUNGS).code()).isZero();
    EvalFixture.Said said =
        fixture.eval(
            taught, "--rungs", RUNGS, "--teacher-forced", "temporal", "--teacher", "rung:temporal");
    assertThat(said.code()).as(said.err()).isZero();

    JsonNode temporal = RunFiles.rung(taught, "temporal");
    assertThat(temporal.at("/teacher_forced/teacher").asText()).isEqualTo("rung:temporal");
    assertThat(temporal.at("/teacher_forced/frames").asInt())
        .isEqualTo(EvalFixture.SCENES * EvalFixture.FRAMES);
    assertThat(temporal.at("/teacher_forced/tensor_diff")).isEqualTo(temporal.at("/tensor_diff"));
    assertThat(temporal.at("/teacher_forced/tensor_diff/outputs/bev_embed/growth"))
        .hasSize(EvalFixture.FRAMES);
    assertThat(temporal.at("/teacher_forced/delta")).isEqualTo(temporal.path("delta"));
    assertThat(RunFiles.rung(taught, "single").has("teacher_forced")).isFalse();
    assertThat(Files.readString(taught.resolve("report.md")))
        .containsPattern(
            "\\| temporal \\| rung:temporal \\| (\\S+) \\| \\1 \\| (\\S+) \\| \\2 \\| (\\d+) \\| \\3 \\|");
    assertThat(Files.readString(taught.resolve("report.html"))).contains("Teacher-forced");
    assertThat(Files.readString(free.resolve("report.html"))).doesNotContain("Teacher-forced");

    ((com.fasterxml.jackson.databind.node.ObjectNode) temporal).remove("teacher_forced");
    assertThat(temporal).isEqualTo(RunFiles.rung(free, "temporal"));
    assertThat(RunFiles.runJson(taught).at("/settings/teacher").asText()).isEqualTo("temporal");
  }

  @Test
  void theReferencesBevTeachesWhereItIsToldTo() throws IOException {
    Path shifted = shiftedReference();
    Path out = folder.resolve("run");
    EvalFixture.Said said =
        EvalFixture.run(
            "--frames",
            fixture.frames.toString(),
            "--ladder",
            fixture.ladder.toString(),
            "--reference",
            shifted.toString(),
            "--out",
            out.toString(),
            "--provider",
            "cpu",
            "--rungs",
            RUNGS,
            "--teacher-forced",
            "temporal",
            "--teacher",
            "reference");
    assertThat(said.code()).as(said.err()).isZero();

    JsonNode temporal = RunFiles.rung(out, "temporal");
    JsonNode free = temporal.at("/tensor_diff/outputs/bev_embed/growth");
    JsonNode own = temporal.at("/teacher_forced/tensor_diff/outputs/bev_embed/growth");
    // The reference is the toy's outputs and 1: free-running, every frame is off by that 1.
    for (int frame = 0; frame < EvalFixture.FRAMES; frame++) {
      assertThat(free.path(frame).path("mean_abs").asDouble()).isCloseTo(1, within(1e-3));
    }
    assertThat(own.path(0)).isEqualTo(free.path(0));
    // From a BEV that is 1 too large everywhere the toy makes one that is 12 x its weights larger.
    assertThat(own.path(1).path("mean_abs").asDouble())
        .isNotCloseTo(free.path(1).path("mean_abs").asDouble(), within(0.01));
  }

  /** The fixture's reference with 1 added to every number of bev_embed. */
  private Path shiftedReference() throws IOException {
    Path shifted = folder.resolve("reference");
    java.nio.file.Files.createDirectories(shifted);
    java.nio.file.Files.copy(
        fixture.reference.resolve("reference.json"), shifted.resolve("reference.json"));
    Storage storage = Storage.local();
    for (int scene = 0; scene < EvalFixture.SCENES; scene++) {
      String file = FramesTable.fileName("scene-" + scene, 0);
      List<Frame> frames = new ArrayList<>();
      try (CloseableIterator<Frame> all =
              FramesTable.read(storage, EvalFixture.folder(fixture.frames.resolve(file)));
          CloseableIterator<ReferenceFrame> references =
              ReferenceTable.read(storage, EvalFixture.folder(fixture.reference.resolve(file)));
          TableWriter<ReferenceRow> rows =
              ReferenceTable.writer(storage, EvalFixture.folder(shifted.resolve(file)))) {
        while (all.hasNext()) {
          Frame frame = all.next();
          frames.add(frame);
          ReferenceFrame reference = references.next();
          for (String variant : List.of("nontemporal", "temporal")) {
            for (Map.Entry<String, Tensor> tensor : reference.tensors(variant).entrySet()) {
              rows.write(
                  new ReferenceRow(
                      frame.sceneToken(),
                      0,
                      frame.sampleToken(),
                      frame.sampleIndex(),
                      variant,
                      tensor.getKey(),
                      tensor.getKey().equals("bev_embed")
                          ? larger(tensor.getValue())
                          : tensor.getValue()));
            }
          }
        }
        rows.commit();
      }
      assertThat(frames).hasSize(EvalFixture.FRAMES);
    }
    return shifted;
  }

  private static Tensor larger(Tensor tensor) {
    float[] numbers = new float[tensor.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = tensor.x(i) + 1;
    }
    return Tensor.of(tensor.shape(), numbers);
  }

  @Test
  void theCacheKeepsNoTaughtRunAndStillRunsItsTeacher() throws IOException {
    Path cache = folder.resolve("cache");
    String[] options = {
      "--rungs",
      RUNGS,
      "--cache",
      cache.toString(),
      "--teacher-forced",
      "temporal",
      "--teacher",
      "rung:temporal"
    };
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    assertThat(fixture.eval(first, options).code()).isZero();
    assertThat(fixture.eval(second, options).code()).isZero();

    Map<String, byte[]> tables = RunFiles.tables(first);
    Map<String, byte[]> again = RunFiles.tables(second);
    tables.forEach((name, bytes) -> assertThat(again.get(name)).as(name).isEqualTo(bytes));
  }

  @Test
  void whatHasNoMemoryCanNeitherBeTaughtNorTeach() {
    EvalFixture.Said single =
        fixture.eval(
            folder.resolve("a"), "--teacher-forced", "single", "--teacher", "rung:temporal");
    assertThat(single.code()).isEqualTo(2);
    assertThat(single.err())
        .contains("Cannot use --teacher-forced=single: ")
        .contains("has no graph of that name with a previous BEV, expected a temporal rung");
    EvalFixture.Said teacher =
        fixture.eval(
            folder.resolve("b"),
            "--rungs",
            RUNGS,
            "--teacher-forced",
            "temporal",
            "--teacher",
            "rung:single");
    assertThat(teacher.code()).isEqualTo(2);
    assertThat(teacher.err()).contains("Cannot use --teacher=rung:single: ");
    EvalFixture.Said unknown =
        fixture.eval(folder.resolve("d"), "--rungs", RUNGS, "--teacher-forced", "temporal");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("Cannot use --teacher=rung:faithful: ");
    EvalFixture.Said odd = fixture.eval(folder.resolve("c"), "--teacher", "temporal");
    assertThat(odd.code()).isEqualTo(2);
    assertThat(odd.err()).contains("Cannot use --teacher=temporal: expected rung:ID or reference");
  }
}
