package dev.bevdrift.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bevdrift.jobs.finished.MadeRun;
import dev.bevdrift.jobs.job.EvalFixture.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ShowMainTest {
  @TempDir Path folder;

  private static Said show(String... args) {
    return Commands.run(new ShowMain(), args);
  }

  @Test
  void theTableOfARunIsPrintedAgainAsEvalPrintedIt() throws IOException {
    EvalFixture fixture = EvalFixture.in(Files.createDirectories(folder.resolve("inputs")));
    Path run = folder.resolve("runs").resolve("one");
    Said eval = fixture.eval(run, "--rungs", "single,recipe-yaw,R99-x", "--commit", "0a1b2c3d4e");
    assertThat(eval.code()).isZero();
    String history = folder.resolve("runs").resolve("history").toString();
    assertThat(eval.out()).endsWith("history: " + history + "\n");
    Said again = show(run.toString());
    assertThat(again.code()).isZero();
    assertThat(eval.out()).startsWith(again.out());
    assertThat(again.out()).contains("recipe-yaw", "degrades", "UNATTESTED", "not exportable");
    assertThat(again.out()).doesNotContain("\u001b"); // no terminal, no colours
    assertThat(new ObjectMapper().readTree(show(run.toString(), "--json").out()))
        .isEqualTo(new ObjectMapper().readTree(run.resolve("summary.json").toFile()));
    assertThat(run.resolve("junit.xml"))
        .content()
        .contains("name=\"recipe-yaw\"", "not exportable");
    assertThat(Commands.run(new HistoryMain(), history).out()).contains("1 run", "recipe-yaw");
    assertThat(Commands.run(new HistoryMain(), history, "--json").out())
        .contains("\"commit\" : \"0a1b2c3d4e\"");
    Files.createDirectories(folder.resolve("runs").resolve("two"));
    Files.writeString(folder.resolve("runs").resolve("two").resolve("run.json"), "{}");
    Said list = show(folder.resolve("runs").toString());
    assertThat(list.out().lines().toList()).hasSize(3);
    assertThat(list.out())
        .containsPattern(
            "one +20\\d\\d-.*complete +toy.* 15 +2 +1 degrades, 1 exact|one +20\\d\\d-.*complete .* 15 +2 +1 exact, 1 degrades");
    assertThat(list.out()).containsPattern("two +- +unfinished");
    JsonNode json =
        new ObjectMapper().readTree(show(folder.resolve("runs").toString(), "--json").out());
    assertThat(json.at("/runs/1/state").asText()).isEqualTo("unfinished");
  }

  @Test
  void severalRunsStandSideBySide() throws IOException {
    Path a = MadeRun.named("a").with("fp16", "nd_score", 0.4).write(folder);
    MadeRun other = MadeRun.named("b").with("int8", "nd_score", 0.3).with("fp16", "nd_score", 0.41);
    other.run().withObject("/inputs").put("onnxruntime", "1.25.0");
    other
        .summary()
        .withObject("/ran/model")
        .put("name", "tiny")
        .put("checkpoint_sha256", "e".repeat(64));
    Path b = other.write(folder);
    Said said = show(a.toString(), b.toString());
    assertThat(said.out())
        .contains("[1] a: micro on world v1 val, 64 frames", "[2] b: tiny on world v1 val")
        .contains("not the same in all: checkpoint, onnxruntime")
        .containsPattern("int8 +not in it +- +0.3000")
        .containsPattern("fp16 +- +0.4000 +- +- +0.4100");
    assertThat(
            new ObjectMapper()
                .readTree(show(a.toString(), b.toString(), "--json").out())
                .path("runs"))
        .hasSize(2);
  }

  @Test
  void foldersWithoutRunsAndAbsentOnesAreTold() {
    assertThat(show(folder.toString()).out()).contains("No run lies under");
    Said absent = show(folder.resolve("none").toString());
    assertThat(absent.code()).isEqualTo(2);
    assertThat(absent.err()).contains("there is no such folder, expected a run or runs");
  }
}
