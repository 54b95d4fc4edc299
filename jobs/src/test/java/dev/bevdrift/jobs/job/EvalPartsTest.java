package dev.bevdrift.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ladder whose graphs come in two parts: the prefix is shared where it may be. */
final class EvalPartsTest {
  private static final String RUNGS = "single,temporal,decoded,liar,recipe-yaw";

  @TempDir static Path inputs;
  private static EvalFixture fixture;

  @TempDir Path folder;

  @BeforeAll
  static void makeInputs() throws IOException {
    fixture = EvalFixture.withParts(inputs);
  }

  @Test
  void sharedPrefixesChangeNoByteAndARungWhosePartsAreNotItsGraphRunsWhole() throws IOException {
    Path shared = folder.resolve("shared");
    Path whole = folder.resolve("whole");
    assertThat(fixture.eval(shared, "--rungs", RUNGS, "--partitions", "5").code()).isZero();
    assertThat(fixture.eval(whole, "--rungs", RUNGS, "--partitions", "2", "--whole-graphs").code())
        .isZero();

    Map<String, byte[]> tables = RunFiles.tables(whole);
    assertThat(tables).hasSize(10);
    Map<String, byte[]> given = RunFiles.tables(shared);
    tables.forEach((name, bytes) -> assertThat(given.get(name)).as(name).isEqualTo(bytes));

    JsonNode rungs = RunFiles.runJson(shared).path("rungs");
    for (String id : new String[] {"single", "temporal", "recipe-yaw"}) {
      assertThat(rungs.at("/" + id + "/form").asText()).as(id).isEqualTo("prefix+head");
    }
    assertThat(rungs.at("/decoded/form").asText()).isEqualTo("whole");
    assertThat(rungs.at("/decoded").has("form_reason")).isFalse();
    assertThat(rungs.at("/liar/form").asText()).isEqualTo("whole");
    assertThat(rungs.at("/liar/form_reason").asText())
        .contains("all_bbox_preds differs in ", " on frame sample-0-0 of scene-0");
    assertThat(EvalJobTest.summary(shared).path("notices").toString())
        .contains("rung liar runs whole, since its prefix and head are not its graph");
    assertThat(EvalJobTest.summary(whole).path("notices").toString()).doesNotContain("liar");
  }

  @Test
  void runJsonSaysTimeAndSizeOfEachRung() throws IOException {
    Path out = folder.resolve("run");
    fixture.eval(out, "--rungs", RUNGS, "--chunk-frames", "2");

    JsonNode rungs = RunFiles.runJson(out).path("rungs");
    JsonNode single = rungs.path("single");
    assertThat(single.path("bytes").longValue())
        .isEqualTo(Files.size(fixture.ladder.resolve("single.onnx")));
    assertThat(single.at("/latency_ms/frames").intValue()).isEqualTo(15);
    assertThat(single.at("/latency_ms/p50").doubleValue()).isPositive();
    assertThat(single.at("/latency_ms/p99").doubleValue())
        .isGreaterThanOrEqualTo(single.at("/latency_ms/p50").doubleValue());
    assertThat(rungs.path("recipe-yaw").has("latency_ms"))
        .as("it took the outputs of single")
        .isFalse();
    assertThat(rungs.at("/single-again/latency_ms/frames").intValue()).isEqualTo(15);
    JsonNode settings = RunFiles.runJson(out).path("settings");
    assertThat(settings.path("tf32").booleanValue()).isFalse();
    assertThat(settings.path("optimization").asText()).isEqualTo("all");
  }

  @Test
  void aDryRunSaysWhatWouldRunAndWhatItTakes() {
    Path out = folder.resolve("run");
    EvalFixture.Said said = fixture.eval(out, "--rungs", RUNGS, "--dry-run");
    assertThat(said.code()).isZero();
    assertThat(said.out())
        .contains(
            "Would run 15 frames of 5 scenes through 6 graphs",
            "Shared prefix: recipe-yaw, single, temporal",
            "Notice: rung liar runs whole, since its prefix and head are not its graph")
        .containsPattern(
            "Time: about [0-9]+ s on 2 task slots, [0-9]+ ms a frame and slot; start, scores and"
                + " reports take about 1[0-9] s more")
        .containsPattern("Disk: at most [0-9]+ MB");
    assertThat(out).doesNotExist();
  }

  @Test
  void aBoundOnSessionsChangesNoByte() throws IOException {
    fixture.eval(folder.resolve("all"), "--rungs", RUNGS);
    fixture.eval(folder.resolve("two"), "--rungs", RUNGS, "--max-sessions", "2");

    Map<String, byte[]> two = RunFiles.bytes(folder.resolve("two"));
    RunFiles.bytes(folder.resolve("all"))
        .forEach((name, bytes) -> assertThat(two.get(name)).as(name).isEqualTo(bytes));
  }
}
