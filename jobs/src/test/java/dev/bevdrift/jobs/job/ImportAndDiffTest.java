package dev.bevdrift.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.bevdrift.jobs.table.ReferenceTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.udf.infer.ReferenceFrame;
import dev.bevdrift.udf.infer.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Outputs made elsewhere, taken in and compared: those of the sample's original model. */
class ImportAndDiffTest {
  private static final Path ROOT = Path.of(System.getProperty("bevdrift.root"));
  private static final String FRAMES = ROOT.resolve("sample/frames").toString();
  private static final String SCENES = "scene-7000,scene-7001";
  private static final String SCORES = "all_cls_scores";
  private static final String BOXES = "all_bbox_preds";

  @TempDir Path folder;

  record Said(int code, String out, String err) {}

  static Said run(Callable<Integer> command, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        new CommandLine(command)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .setExecutionExceptionHandler(
                (fault, line, parsed) -> {
                  err.write(CommandLines.inputFault(fault).orElseThrow().getMessage());
                  return CommandLines.BAD_INPUT;
                })
            .execute(args);
    return new Said(code, out.toString(), err.toString());
  }

  static List<ReferenceFrame> reference(int scene) {
    List<ReferenceFrame> frames = new ArrayList<>();
    var file =
        new org.apache.hadoop.fs.Path(ROOT + "/sample/reference/scene-" + scene + "-0.parquet");
    try (var rows = ReferenceTable.read(Storage.local(), file)) {
      rows.forEachRemaining(frames::add);
    }
    return frames;
  }

  /** Writes the original's raw outputs as another runtime would, each changed. */
  private Path outputs(String name, String tensor, UnaryOperator<float[]> change)
      throws IOException {
    Path root = folder.resolve(name);
    for (int scene = 7000; scene < 7002; scene++) {
      for (ReferenceFrame frame : reference(scene)) {
        for (String each : List.of(SCORES, BOXES)) {
          Tensor of = frame.tensor("temporal", each).orElseThrow();
          float[] numbers = new float[of.size()];
          of.asBuffer().get(numbers);
          float[] written = each.equals(tensor) ? change.apply(numbers) : numbers;
          write(root.resolve(frame.sampleToken()).resolve(each + ".npy"), of.shape(), written);
        }
      }
    }
    return root;
  }

  static void write(Path file, List<Long> shape, float[] numbers) throws IOException {
    Files.createDirectories(file.getParent());
    String dims = shape.stream().map(n -> n + ",").collect(Collectors.joining(" "));
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + dims + "), }\n";
    byte[] text = header.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer to =
        ByteBuffer.allocate(10 + text.length + Float.BYTES * numbers.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    to.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    to.putShort((short) text.length).put(text);
    for (float number : numbers) {
      to.putFloat(number);
    }
    Files.write(file, to.array());
  }

  private Said take(Path outputs, String id, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--outputs=" + outputs,
                "--as=" + id,
                "--frames=" + FRAMES,
                "--ladder=" + ROOT.resolve("sample/ladder"),
                "--reference=" + ROOT.resolve("sample/reference"),
                "--scenes=" + SCENES,
                "--out=" + folder.resolve("run-" + id)));
    args.addAll(List.of(more));
    return run(new ImportMain(), args.toArray(new String[0]));
  }

  static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  static JsonNode row(JsonNode summary, String id) {
    for (JsonNode rung : summary.get("rungs")) {
      if (rung.get("id").textValue().equals(id)) {
        return rung;
      }
    }
    throw new AssertionError(id);
  }

  static void fits(JsonNode document, String schema) throws IOException {
    try (InputStream in =
        ImportAndDiffTest.class.getResourceAsStream("/dev/bevdrift/jobs/schema/" + schema)) {
      assertThat(
              JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                  .getSchema(in)
                  .validate(document))
          .isEmpty();
    }
  }

  @Test
  void theOriginalsOwnOutputsAreExactAndHealthy() throws IOException {
    Said said = take(outputs("same", "", numbers -> numbers), "tensorrt", "--made-by=TensorRT 10");
    assertThat(said.err()).isEmpty();
    assertThat(said.code()).isZero();
    Path out = folder.resolve("run-tensorrt");
    JsonNode rung = row(json(out.resolve("summary.json")), "tensorrt");
    assertThat(rung.path("verdict").asText()).isEqualTo("exact");
    assertThat(rung.at("/tensor_diff/max_abs").doubleValue()).isZero();
    assertThat(rung.at("/metrics/mean_ap").doubleValue()).isGreaterThan(0.1);
    assertThat(json(out.resolve("run.json")).at("/settings/made_by").asText())
        .isEqualTo("TensorRT 10");
    JsonNode findings = json(out.resolve("findings.json"));
    fits(findings, "findings.schema.json");
    // Of the original itself it may say more: this model has hardly learnt velocities.
    assertThat(findings.get("findings"))
        .allSatisfy(one -> assertThat(one.get("rung").asText()).isEqualTo("original"));
  }

  @Test
  void twoRuntimesAreComparedAndTheFaultIsNamed() throws IOException {
    take(outputs("a", "", numbers -> numbers), "one");
    // Entries 6 and 7 of the box code are the sine and cosine of the heading.
    Said faulty =
        take(
            outputs(
                "b",
                BOXES,
                numbers -> {
                  for (int i = 0; i < numbers.length; i += 10) {
                    numbers[i + 6] = -numbers[i + 6];
                    numbers[i + 7] = -numbers[i + 7];
                  }
                  return numbers;
                }),
            "two");
    assertThat(faulty.code()).isZero();
    assertThat(faulty.out()).contains("yaw-reversed");
    Path out = folder.resolve("diff");
    Said said =
        run(
            new DiffMain(),
            folder.resolve("run-one") + ":one",
            folder.resolve("run-two") + ":two",
            "--ladder=" + ROOT.resolve("sample/ladder"),
            "--out=" + out);
    assertThat(said.err()).isEmpty();
    assertThat(said.code()).isZero();
    assertThat(said.out())
        .contains(
            "| mAOE |", "error yaw-reversed: Headings are turned by 180 degrees", "**breaks**");
    JsonNode diff = json(out.resolve("diff.json"));
    fits(diff, "diff.schema.json");
    JsonNode one = diff.at("/comparisons/0");
    assertThat(one.at("/samples").intValue())
        .isEqualTo(reference(7000).size() + reference(7001).size());
    assertThat(one.at("/boxes/moved").intValue()).isPositive();
    assertThat(one.at("/boxes/lost").intValue()).isZero();
    assertThat(one.at("/boxes/class_flipped").intValue()).isZero();
    JsonNode yaw = one.at("/shifts/yaw_deg");
    // A barrier turned by half a turn is not turned; rounding of the sine and cosine.
    assertThat(yaw.path("max").doubleValue()).isCloseTo(180, within(1e-3));
    assertThat(yaw.path("count")).isEqualTo(one.at("/boxes/kept"));
    long counted = 0;
    for (JsonNode count : yaw.at("/histogram/counts")) {
      counted += count.longValue();
    }
    assertThat(counted).isEqualTo(yaw.path("count").longValue());
    assertThat(one.at("/shifts/centre_m/max").doubleValue()).isZero();
    assertThat(said.out()).contains("| yaw_deg | ", "near 0 of the lost one of another class");
    assertThat(one.at("/figures/delta/mean_ap").doubleValue()).isZero();
    assertThat(one.at("/figures/delta/orient_err").doubleValue())
        .isGreaterThan(0.5); // classes without a true box count 1 on both sides
    assertThat(one.at("/findings/0/rule").textValue()).isEqualTo("yaw-reversed");
    Said gated =
        run(
            new DiffMain(),
            folder.resolve("run-one") + ":one",
            folder.resolve("run-two") + ":two",
            "--ladder=" + ROOT.resolve("sample/ladder"),
            "--gate=" + ROOT.resolve("conf/gate.yaml"));
    assertThat(gated.code()).isEqualTo(1);
  }

  @Test
  void aSubmissionAgainstItselfIsExactWithoutAnythingElse() throws IOException {
    take(outputs("same", "", numbers -> numbers), "x");
    String file = folder.resolve("run-x/submission/x/results_nusc.json").toString();
    Said said = run(new DiffMain(), file, file, "--json");
    assertThat(said.code()).isZero();
    JsonNode one = new ObjectMapper().readTree(said.out()).at("/comparisons/0");
    assertThat(one.at("/verdict/word").textValue()).isEqualTo("exact");
    assertThat(one.has("figures")).isFalse();
    assertThat(one.get("findings")).isEmpty();
  }

  @Test
  void aSampleWithoutOutputsIsAFailedFrameAndNotAnEmptyOne() throws IOException {
    Path made = outputs("gap", "", numbers -> numbers);
    Path lost = made.resolve(reference(7000).get(1).sampleToken());
    Files.delete(lost.resolve(SCORES + ".npy"));
    Files.delete(lost.resolve(BOXES + ".npy"));
    Files.delete(lost);
    Said said = take(made, "gap");
    assertThat(said.code()).isEqualTo(CommandLines.INCOMPLETE);
    JsonNode summary = json(folder.resolve("run-gap/summary.json"));
    JsonNode rung = row(summary, "gap");
    assertThat(rung.path("verdict").asText()).isEqualTo("can't tell");
    assertThat(rung.path("reason").asText()).contains("1 frame", "exact on the others");
    assertThat(rung.path("failed_frames").intValue()).isEqualTo(1);
  }

  @Test
  void badInputIsOneLine() throws IOException {
    Path made = outputs("bad", "", numbers -> numbers);
    Path first = made.resolve(reference(7000).get(0).sampleToken()).resolve(SCORES + ".npy");
    byte[] bytes = Files.readAllBytes(first);
    Files.write(first, Arrays.copyOf(bytes, bytes.length - 4));
    assertThat(take(made, "cut").err()).contains("Cannot read " + first + ": it has", "expected");
    assertThat(take(folder.resolve("none"), "none").err()).contains("there is no such folder");
    write(made.resolve("stranger").resolve(SCORES + ".npy"), List.of(1L), new float[1]);
    assertThat(take(made, "strange").err()).contains("not among the frames, such as stranger");
    assertThat(take(made, "a/b").err()).contains("Cannot use --as=a/b");
    Said diff = run(new DiffMain(), made.toString(), folder.toString());
    assertThat(diff.code()).isEqualTo(CommandLines.BAD_INPUT);
    assertThat(diff.err()).contains("Cannot read");
    assertThat(run(new DiffMain(), "rung:faithful", "rung:fp16").err()).contains("--ladder");
  }
}
