package dev.bevdrift.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LadderMainTest {
  private static final Path SAMPLE = Path.of(System.getProperty("bevdrift.root"), "sample/ladder");

  private static final String FRAMES =
      Path.of(System.getProperty("bevdrift.root"), "sample/frames").toString();

  private static final String REFERENCE =
      Path.of(System.getProperty("bevdrift.root"), "sample/reference").toString();

  @TempDir Path folder;

  private static String run(String... args) {
    StringWriter text = new StringWriter();
    int code = new CommandLine(new LadderMain()).setOut(new PrintWriter(text, true)).execute(args);
    assertThat(code).isEqualTo(CommandLines.OK);
    return text.toString();
  }

  @Test
  void sampleFindingsAreSaidWithTheRewriteThatMakesThem() {
    String text = run("check", SAMPLE.toString(), "--rungs", "O2-bake-visibility");
    assertThat(text)
        .contains("O2-bake-visibility\n", "error", "constant-visibility")
        .contains("rewrite: O2-bake-visibility")
        .endsWith(": 1 graphs, all files as the manifest says; 1 errors, 0 warnings\n");
  }

  @Test
  void findingsAsJsonCarryTheirFields() throws IOException {
    JsonNode found =
        new ObjectMapper().readTree(run("check", SAMPLE.toString(), "--rungs=faithful", "--json"));
    assertThat(found.get("schema_version").intValue()).isEqualTo(1);
    assertThat(found.get("findings")).isNotEmpty();
    assertThat(found.get("findings"))
        .allSatisfy(row -> assertThat(row.get("rung").textValue()).isEqualTo("faithful"))
        .anySatisfy(row -> assertThat(row.get("rule").textValue()).isEqualTo("size"));
  }

  @Test
  void whatARewriteFrozeDoesNotListen() throws IOException {
    JsonNode found =
        new ObjectMapper().readTree(run("probe", SAMPLE.toString(), "--frames", FRAMES, "--json"));
    assertThat(word(found, "faithful", "motion")).isEqualTo("alike");
    assertThat(word(found, "R09-gather-grid-sample", "calibration")).isEqualTo("alike");
    assertThat(word(found, "R03a-bake-can-bus", "signals")).isEqualTo("ignored");
    assertThat(word(found, "R03b-bake-shift", "motion")).isEqualTo("ignored");
    assertThat(word(found, "O2-bake-visibility", "calibration")).isEqualTo("otherwise");
  }

  private static String word(JsonNode found, String rung, String disturbance) {
    for (JsonNode row : found.get("responses")) {
      if (row.get("rung").textValue().equals(rung)
          && row.get("disturbance").textValue().equals(disturbance)) {
        return row.get("word").textValue();
      }
    }
    return "not probed";
  }

  @Test
  void theTableHasARowARung() {
    assertThat(run("probe", SAMPLE.toString(), "--frames", FRAMES, "--scene", "scene-7001"))
        .contains("scene-7001")
        .containsPattern("(?m)^faithful( +0){6}$");
    assertThat(ProbeTable.row("decoded", List.of()))
        .startsWith("decoded ")
        .contains("not probed: ");
  }

  @Test
  void theFirstValueThatDiffersIsWhereTheRewriteStands() throws IOException {
    JsonNode found =
        new ObjectMapper()
            .readTree(
                run(
                    "diverge",
                    SAMPLE.toString(),
                    "--frames",
                    FRAMES,
                    "--reference",
                    REFERENCE,
                    "--json"));
    String encoder = "pts_bbox_head.transformer.encoder.layers.0.norms.";
    try (InputStream schema =
        LadderMain.class.getResourceAsStream("/dev/bevdrift/jobs/schema/divergence.schema.json")) {
      assertThat(
              JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                  .getSchema(schema)
                  .validate(found))
          .isEmpty();
    }
    assertThat(first(found, "faithful")).isEmpty();
    assertThat(first(found, "O4-simplify")).isEmpty();
    assertThat(first(found, "ours-opset11")).isEmpty();
    assertThat(first(found, "R03a-bake-can-bus"))
        .isEqualTo("pts_bbox_head.transformer.can_bus_mlp");
    assertThat(first(found, "R03b-bake-shift")).isEqualTo(encoder + "0");
    assertThat(first(found, "O2-bake-visibility")).isEqualTo(encoder + "1");
  }

  private static String first(JsonNode found, String rung) {
    for (JsonNode row : found.get("frames")) {
      if (row.get("rung").textValue().equals(rung)) {
        assertThat(row.get("taps")).hasSizeGreaterThan(20);
        return row.get("first").isNull() ? "" : row.get("first").get("tap").textValue();
      }
    }
    return "not compared";
  }

  /** Three sessions of eight values cannot see all of them, yet find what twenty find. */
  @Test
  void bisectingFindsTheSameFirst() throws IOException {
    String[] arguments = {
      "diverge", SAMPLE.toString(), "--frames", FRAMES, "--reference", REFERENCE, "--json"
    };
    JsonNode few = new ObjectMapper().readTree(run(and(arguments, "--sessions", "3")));
    JsonNode all = new ObjectMapper().readTree(run(and(arguments, "--sessions", "20")));
    assertThat(few.get("frames")).hasSameSizeAs(all.get("frames"));
    for (int i = 0; i < few.get("frames").size(); i++) {
      JsonNode bisected = few.get("frames").get(i);
      JsonNode whole = all.get("frames").get(i);
      assertThat(bisected.get("first"))
          .as(bisected.get("rung").asText())
          .isEqualTo(whole.get("first"));
      assertThat(bisected.get("sessions").intValue()).isEqualTo(3);
      assertThat(bisected.get("unseen")).isNotEmpty();
      assertThat(whole.get("unseen")).isEmpty();
      assertThat(whole.get("certain").booleanValue()).isTrue();
    }
  }

  private static String[] and(String[] arguments, String... more) {
    return Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray(String[]::new);
  }

  @Test
  void aSearchWithoutSessionsIsBadInput() {
    String[] diverge = {
      "diverge", SAMPLE.toString(), "--frames", FRAMES, "--reference", REFERENCE, "--sessions", "0"
    };
    assertThat(CommandLines.run(new LadderMain(), diverge)).isEqualTo(CommandLines.BAD_INPUT);
  }

  @Test
  void rungsAreComparedWithEachOtherWithoutPyTorch() {
    assertThat(
            run(
                "diverge",
                SAMPLE.toString(),
                "--frames",
                FRAMES,
                "--baseline",
                "faithful",
                "--rungs",
                "O2-bake-visibility,ours-opset11"))
        .containsPattern(
            "(?m)^O2-bake-visibility .* first differs at \\S+encoder.layers.0.norms.1 ")
        .containsPattern("(?m)^ours-opset11 .* agrees in all \\d+ values");
  }

  @Test
  void aProbeWithoutItsSceneOrBaselineIsBadInput() {
    String[] probe = {"probe", SAMPLE.toString(), "--frames", FRAMES, "--scene", "scene-0"};
    assertThat(CommandLines.run(new LadderMain(), probe)).isEqualTo(CommandLines.BAD_INPUT);
    String[] other = {"probe", SAMPLE.toString(), "--frames", FRAMES, "--baseline", "nobody"};
    assertThat(CommandLines.run(new LadderMain(), other)).isEqualTo(CommandLines.BAD_INPUT);
  }

  @Test
  void aLadderThatIsNotThereIsBadInput() {
    assertThat(CommandLines.run(new LadderMain(), "check", folder.resolve("none").toString()))
        .isEqualTo(CommandLines.BAD_INPUT);
    assertThat(CommandLines.run(new LadderMain())).isEqualTo(CommandLines.BAD_INPUT);
  }
}
