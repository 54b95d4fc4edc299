package dev.bevdrift.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bevdrift.jobs.job.EvalFixture.Said;
import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.jobs.table.ReferenceRow;
import dev.bevdrift.jobs.table.ReferenceTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.jobs.table.TableWriter;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.infer.CameraView;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.ReferenceFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input: one line that names file and field, exit 2; failing frames: errors/ and exit 4. */
final class EvalFaultsTest {
  @TempDir Path folder;
  private final Storage storage = Storage.local();
  private EvalFixture fixture;
  private Path out;

  @BeforeEach
  void makeInputs() throws IOException {
    fixture = EvalFixture.in(folder);
    out = folder.resolve("run");
  }

  @Test
  void optionsThatAreUnknownOrOutOfRange() {
    refused(fixture.eval(out, "--rung", "single"), "Unknown option");
    refused(fixture.eval(out, "--limit", "-1"), "Cannot use --limit=-1: expected at least 0");
    refused(fixture.eval(out, "--limit", "many"), "--limit", "many");
    refused(fixture.eval(out, "--rungs", "nine"), "ladder.yaml", "'nine'");
    refused(fixture.eval(out, "--scenes", "scene-9"), "--scenes=scene-9", "no such scene");
    refused(EvalFixture.run("--frames", "x"), "Missing required option");
  }

  @Test
  void pathsThatAreNotThere() {
    String gone = folder.resolve("gone").toString();
    String ladder = fixture.ladder.toString();
    String frames = fixture.frames.toString();
    String reference = fixture.reference.toString();
    refused(eval(gone, ladder, reference), "--frames=" + gone, "no such folder");
    refused(eval(frames, gone, reference), gone, "no such folder");
    refused(eval(frames, ladder, gone), "--reference=" + gone, "no such folder");
    refused(eval(frames, ladder, "rung:nine"), "--reference=rung:nine", "no such graph");
    String file = fixture.ladder.resolve("ladder.yaml").toString();
    refused(fixture.eval(out, "--cache", file), "--cache=" + file + ": it is a file");
    refused(eval(file, ladder, reference), "--frames=" + file + ": it is a file");
  }

  private Said eval(String frames, String ladder, String reference) {
    return EvalFixture.run(
        "--frames", frames, "--ladder", ladder, "--reference", reference, "--out", out.toString());
  }

  @Test
  void aLadderThatCannotBeUsed() throws IOException {
    refused(fixture.eval(out, "--rungs", "extra_input"), "extra_input.onnx", "phase_of_moon");
    refused(fixture.eval(out, "--rungs", "wrong_shape"), "wrong_shape.onnx", "img");
    fixture.editLadder("max_num: 5", "max_num: 5\nphase: full");
    refused(fixture.eval(out), "ladder.yaml", "phase");
    fixture.editLadder("\nphase: full", "");
    Files.writeString(fixture.ladder.resolve("single.onnx"), "no graph");
    refused(fixture.eval(out, "--rungs", "single"), "single.onnx", "sha256");
    Files.delete(fixture.ladder.resolve("single.onnx"));
    refused(fixture.eval(out, "--rungs", "single"), "single.onnx");
    Files.writeString(fixture.ladder.resolve("ladder.yaml"), "rungs: [");
    refused(fixture.eval(out), "ladder.yaml", "expected YAML");
  }

  @Test
  void aReferenceOfAnotherModelOrWithoutAFrame() throws IOException {
    fixture.certificate(", \"checkpoint_sha256\": \"1\"");
    refused(fixture.eval(out, "--rungs", "single"), "reference.json", "checkpoint_sha256");
    fixture.certificate("");
    dropReference("scene-2-0.parquet", EvalFixture.token(2, 1));
    refused(
        fixture.eval(out, "--rungs", "single"),
        "scene-2-0.parquet",
        EvalFixture.token(2, 1),
        "expected a reference for each frame");
    assertThat(out.resolve("summary.json")).doesNotExist();
    assertThat(out.resolve("diff/scene-2-0.parquet")).doesNotExist();
  }

  @Test
  void parquetThatIsBroken() throws IOException {
    Path file = fixture.frames.resolve("scene-1-0.parquet");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    refused(fixture.eval(out, "--rungs", "single"), "scene-1-0.parquet");
    assertThat(out.resolve("summary.json")).doesNotExist();
    Files.writeString(fixture.frames.resolve("_index.parquet"), "PAR?");
    refused(fixture.eval(folder.resolve("other"), "--rungs", "single"), "_index.parquet");
  }

  @Test
  void scenesBeforeABrokenOneAreDone() throws IOException {
    Files.writeString(fixture.frames.resolve("scene-2-0.parquet"), "no table");
    refused(fixture.eval(out, "--rungs", "single", "--partitions", "1"), "scene-2-0.parquet");
    assertThat(out.resolve("diff/scene-0-0.parquet")).exists();
    assertThat(out.resolve("diff/scene-1-0.parquet")).exists();
    assertThat(out.resolve("diff/scene-2-0.parquet")).doesNotExist();
  }

  @Test
  void aCorruptPictureLeavesBothSidesAndMakesTheRunIncomplete() throws IOException {
    spoilPicture(1, 1);
    Said said = fixture.eval(out, "--rungs", "single,temporal");
    assertThat(said.code()).isEqualTo(CommandLines.INCOMPLETE);
    assertThat(said.out()).contains("INCOMPLETE: 2 frames failed");
    JsonNode summary = EvalJobTest.summary(out);
    assertThat(summary.path("status").asText()).isEqualTo("incomplete");
    assertThat(summary.at("/failures/0/camera").asText()).isEqualTo("CAM_BACK");
    assertThat(summary.at("/failures/0/stage").asText()).isEqualTo("image");
    // The next frame has no memory to start from, for the rung that needs one.
    assertThat(EvalJobTest.rung(summary, "single").path("frames").intValue()).isEqualTo(14);
    assertThat(EvalJobTest.rung(summary, "temporal").path("frames").intValue()).isEqualTo(13);
    assertThat(EvalJobTest.rung(summary, "temporal").path("verdict").asText()).isEqualTo("exact");
    assertThat(out.resolve("errors/scene-1-0.json")).content().contains("previous_bev");
    Path other = folder.resolve("allowed");
    assertThat(fixture.eval(other, "--rungs", "single,temporal", "--max-failed-frames", "2").code())
        .isEqualTo(CommandLines.OK);
  }

  @Test
  void aRungThatFailsLeavesTheOthersAlone() throws IOException {
    Said said = fixture.eval(out, "--rungs", "single,throwing");
    assertThat(said.code()).isEqualTo(CommandLines.INCOMPLETE);
    JsonNode summary = EvalJobTest.summary(out);
    assertThat(EvalJobTest.rung(summary, "single").path("verdict").asText()).isEqualTo("exact");
    JsonNode failed = EvalJobTest.rung(summary, "throwing");
    assertThat(failed.path("frames").intValue()).isZero();
    assertThat(failed.path("verdict").isNull()).isTrue();
    assertThat(failed.path("boxes").isNull()).isTrue();
    assertThat(failed.path("metrics").isNull()).as("no frame, no figure").isTrue();
    assertThat(failed.path("delta").isNull()).isTrue();
    assertThat(said.out()).containsPattern("throwing +- +- +- +- ");
    assertThat(out.resolve("report.md"))
        .content()
        .startsWith("## bevdrift: 1 of 2 rungs safe, 1 failed\n");
  }

  @Test
  void randomWeightsGiveNumericsOnly() throws IOException {
    fixture.editLadder("random_weights: false", "random_weights: true");
    Said said = fixture.eval(out, "--rungs", "single");
    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("NUMERICS ONLY: the model has random weights");
    JsonNode rung = EvalJobTest.rung(EvalJobTest.summary(out), "single");
    assertThat(rung.path("verdict").isNull()).isTrue();
    assertThat(rung.path("metrics").isNull()).isTrue();
    assertThat(rung.at("/boxes/kept").intValue()).isPositive();
    assertThat(out.resolve("metrics")).doesNotExist();
  }

  @Test
  void aMissingNativeRuntimeIsNamed() {
    assertThatThrownBy(() -> NativeRuntime.onnxRuntimeVersion("ai.onnxruntime.NoSuchClass"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--packages com.microsoft.onnxruntime:onnxruntime_gpu:1.24.2");
  }

  private void refused(Said said, String... parts) {
    assertThat(said.code()).as(said.err()).isEqualTo(CommandLines.BAD_INPUT);
    List<String> errors = said.err().lines().filter(line -> line.startsWith("error: ")).toList();
    assertThat(errors).singleElement().asString().contains(parts);
    assertThat(said.err()).doesNotContain("\tat ");
  }

  private void dropReference(String name, String token) {
    org.apache.hadoop.fs.Path file = EvalFixture.folder(fixture.reference.resolve(name));
    List<ReferenceFrame> kept = new ArrayList<>();
    try (CloseableIterator<ReferenceFrame> all = ReferenceTable.read(storage, file)) {
      all.forEachRemaining(kept::add);
    }
    kept.removeIf(frame -> frame.sampleToken().equals(token));
    try (TableWriter<ReferenceRow> writer = ReferenceTable.writer(storage, file)) {
      for (ReferenceFrame frame : kept) {
        for (String variant : frame.variants()) {
          frame
              .tensors(variant)
              .forEach(
                  (tensor, values) ->
                      writer.write(
                          new ReferenceRow(
                              "scene", 0, frame.sampleToken(), 0, variant, tensor, values)));
        }
      }
      writer.commit();
    }
  }

  /** Cuts the fourth picture of a frame off. */
  private void spoilPicture(int scene, int index) {
    org.apache.hadoop.fs.Path file =
        EvalFixture.folder(fixture.frames.resolve(FramesTable.fileName("scene-" + scene, 0)));
    List<Frame> frames = new ArrayList<>();
    try (CloseableIterator<Frame> all = FramesTable.read(storage, file)) {
      all.forEachRemaining(frames::add);
    }
    try (TableWriter<Frame> writer = FramesTable.writer(storage, file)) {
      for (int i = 0; i < frames.size(); i++) {
        writer.write(i == index ? spoilt(scene, i, frames.get(i)) : frames.get(i));
      }
      writer.commit();
    }
  }

  private static Frame spoilt(int scene, int index, Frame whole) {
    List<CameraView> cameras = new ArrayList<>(whole.cameras());
    CameraView good = cameras.get(3);
    cameras.set(
        3,
        CameraView.of(good.channel(), good.sampleDataToken())
            .timestampUs(good.timestampUs())
            .jpeg(ByteBuffer.wrap(new byte[] {(byte) 0xff, (byte) 0xd8, 1, 2, 3}))
            .sha256("")
            .size(good.width(), good.height())
            .intrinsics(new double[] {10, 0, 8, 0, 10, 4, 0, 0, 1})
            .sensor2ego(good.sensor2ego())
            .ego2global(good.ego2global())
            .build());
    return EvalFixture.frame(scene, index, whole.annotations(), cameras);
  }
}
