package dev.bevdrift.jobs.job;

import static dev.bevdrift.jobs.job.ImportAndDiffTest.fits;
import static dev.bevdrift.jobs.job.ImportAndDiffTest.json;
import static dev.bevdrift.jobs.job.ImportAndDiffTest.reference;
import static dev.bevdrift.jobs.job.ImportAndDiffTest.row;
import static dev.bevdrift.jobs.job.ImportAndDiffTest.run;
import static dev.bevdrift.jobs.job.ImportAndDiffTest.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bevdrift.jobs.job.ImportAndDiffTest.Said;
import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.jobs.table.ReferenceRow;
import dev.bevdrift.jobs.table.ReferenceTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.jobs.table.TableWriter;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.FrameOutcome;
import dev.bevdrift.udf.infer.InferenceOptions;
import dev.bevdrift.udf.infer.ReferenceFrame;
import dev.bevdrift.udf.infer.SceneInference;
import dev.bevdrift.udf.infer.Tensor;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.model.BevModel;
import dev.bevdrift.udf.model.RuntimeOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of thing that can be taken in or compared, end to end. */
class DiffAnythingTest {
  private static final Path ROOT = Path.of(System.getProperty("bevdrift.root"));
  private static final Path LADDER = ROOT.resolve("sample/ladder");
  private static final int SCENE = 7000;
  private static final String FILE = "scene-7000-0.parquet";
  private static final List<String> RAW = List.of("all_cls_scores", "all_bbox_preds");

  @TempDir Path folder;

  private Said take(Path outputs, String id, String like) {
    return run(
        new ImportMain(),
        "--outputs=" + outputs,
        "--as=" + id,
        "--like=" + like,
        "--frames=" + ROOT.resolve("sample/frames"),
        "--ladder=" + LADDER,
        "--reference=" + ROOT.resolve("sample/reference"),
        "--scenes=scene-7000",
        "--out=" + folder.resolve("run-" + id));
  }

  /** The original's outputs of the scene as tables, the first {@code most} frames. */
  private Path tables(String name, int most, float more) throws IOException {
    Path root = folder.resolve(name);
    java.nio.file.Files.createDirectories(root);
    int written = 0;
    try (TableWriter<ReferenceRow> to =
        ReferenceTable.writer(
            Storage.local(), new org.apache.hadoop.fs.Path(root.resolve(FILE).toString()))) {
      for (ReferenceFrame frame : reference(SCENE)) {
        if (written++ < most) {
          for (String tensor : RAW) {
            Tensor of = frame.tensor("temporal", tensor).orElseThrow();
            float[] numbers = new float[of.size()];
            for (int i = 0; i < numbers.length; i++) {
              numbers[i] = of.x(i) + more;
            }
            to.write(
                new ReferenceRow(
                    "7000",
                    0,
                    frame.sampleToken(),
                    written,
                    "orin",
                    tensor,
                    Tensor.of(of.shape(), numbers)));
          }
        }
      }
      to.commit();
    }
    return root;
  }

  @Test
  void tablesOfRawOutputsAreTakenIn() throws IOException {
    Said said = take(tables("tables", 99, 0), "tables", "faithful");
    assertThat(said.err()).isEmpty();
    assertThat(said.code()).isZero();
    JsonNode rung = row(json(folder.resolve("run-tables/summary.json")), "tables");
    assertThat(rung.path("verdict").asText()).isEqualTo("exact");
    assertThat(rung.at("/tensor_diff/max_abs").doubleValue()).isZero();
    assertThat(rung.path("frames").intValue()).isEqualTo(reference(SCENE).size());
  }

  @Test
  void framesThatTablesLackFail() throws IOException {
    Said said = take(tables("short", 1, 0), "short", "faithful");
    assertThat(said.code()).isEqualTo(CommandLines.INCOMPLETE);
    JsonNode rung = row(json(folder.resolve("run-short/summary.json")), "short");
    assertThat(rung.path("failed_frames").intValue()).isEqualTo(reference(SCENE).size() - 1);
  }

  @Test
  void decodedBoxesAreTakenIn() throws IOException {
    Path root = folder.resolve("boxes");
    Ladder ladder = Ladder.open(LADDER);
    GraphRung rung = (GraphRung) ladder.rung("faithful-decoded").orElseThrow();
    var file = new org.apache.hadoop.fs.Path(ROOT + "/sample/frames/" + FILE);
    try (CloseableIterator<Frame> frames = FramesTable.read(Storage.local(), file);
        BevModel model =
            BevModel.open(ladder, rung, RuntimeOptions.of(RuntimeOptions.Provider.CPU))) {
      Iterator<FrameOutcome> outcomes =
          SceneInference.of(List.of(model), ladder, InferenceOptions.defaults().withChunkFrames(1))
              .run(frames);
      while (outcomes.hasNext()) {
        FrameOutcome outcome = outcomes.next();
        for (String name : List.of("boxes", "scores", "labels")) {
          Tensor of = outcome.rungs().get(0).outputs().get(name);
          float[] numbers = new float[of.size()];
          of.asBuffer().get(numbers);
          write(
              root.resolve(outcome.frame().sampleToken()).resolve(name + ".npy"),
              of.shape(),
              numbers);
        }
      }
    }
    Said said = take(root, "boxes", "faithful-decoded");
    assertThat(said.err()).isEmpty();
    assertThat(said.code()).isZero();
    JsonNode row = row(json(folder.resolve("run-boxes/summary.json")), "boxes");
    assertThat(row.path("verdict").asText()).isEqualTo("exact");
    assertThat(row.at("/metrics/mean_ap").doubleValue()).isGreaterThan(0.05);
  }

  @Test
  void twoFoldersOfRawOutputsAreComparedNumberByNumber() throws IOException {
    Path one = tables("one", 99, 0);
    Path other = tables("other", 2, 0.25F);
    Path out = folder.resolve("diff");
    Said said = run(new DiffMain(), one.toString(), other.toString(), "--out=" + out);
    assertThat(said.err()).isEmpty();
    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("| all_bbox_preds | 2 |", "bin/import decodes and scores");
    JsonNode diff = json(out.resolve("diff.json"));
    fits(diff, "diff.schema.json");
    JsonNode tensor = diff.at("/comparisons/0/tensors/0");
    // Rounding: entries are up to some tens, of which a float holds seven digits.
    assertThat(tensor.path("mean_abs").doubleValue()).isCloseTo(0.25, within(1e-6));
    assertThat(tensor.path("rms_abs").doubleValue()).isCloseTo(0.25, within(1e-6));
    assertThat(diff.at("/comparisons/0/notes/0").asText()).contains("on one side only");
  }

  /** ONNX against ONNX: neither PyTorch nor its outputs are at hand. */
  @Test
  void twoRungsAreRunAndCompared() throws IOException {
    System.setProperty("spark.master", "local[2]");
    System.setProperty("spark.ui.enabled", "false");
    EvalFixture toys = EvalFixture.in(folder.resolve("toys"));
    Path out = folder.resolve("rungs");
    Said said =
        run(
            new DiffMain(),
            "rung:single",
            "rung:recipe-yaw",
            "--ladder=" + toys.ladder,
            "--frames=" + toys.frames,
            "--out=" + out);
    assertThat(said.code()).as(said.err()).isZero();
    JsonNode diff = json(out.resolve("diff.json"));
    fits(diff, "diff.schema.json");
    JsonNode one = diff.at("/comparisons/0");
    assertThat(one.path("samples").intValue()).isEqualTo(EvalFixture.SCENES * EvalFixture.FRAMES);
    assertThat(one.at("/figures/delta/orient_err").doubleValue()).isPositive();
    assertThat(one.at("/verdict/word").asText()).isEqualTo("degrades");
    assertThat(one.at("/notes/0").asText()).contains("of the ladder " + toys.ladder);
    // The two have one graph and differ in how its outputs become boxes.
    assertThat(one.at("/tensors")).isNotEmpty();
    assertThat(one.at("/tensors"))
        .allSatisfy(tensor -> assertThat(tensor.path("max_abs").doubleValue()).isZero());
  }
}
