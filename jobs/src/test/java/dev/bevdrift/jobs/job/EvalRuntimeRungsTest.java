package dev.bevdrift.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that differ from the noise floor's rung in the runtime's settings only. */
final class EvalRuntimeRungsTest {
  @TempDir static Path inputs;
  private static EvalFixture fixture;

  @TempDir Path folder;

  @BeforeAll
  static void makeInputs() throws IOException {
    fixture = EvalFixture.withParts(inputs);
  }

  @Test
  void eachSettingIsARowThatRanByItselfAndIsComparedWithTheRunsOwn() throws IOException {
    Path out = folder.resolve("run");
    EvalFixture.Said said =
        fixture.eval(
            out,
            "--rungs",
            "single,temporal",
            "--runtime-rungs",
            "optimization=none,optimization=basic+provider=cpu");
    assertThat(said.code()).as(said.err()).isZero();

    List<String> ids = new ArrayList<>();
    Map<String, String> baselines = new java.util.TreeMap<>();
    for (JsonNode rung : EvalJobTest.summary(out).path("rungs")) {
      ids.add(rung.path("id").asText());
      baselines.put(rung.path("id").asText(), rung.path("baseline").asText());
    }
    assertThat(ids)
        .containsExactly(
            "original-nontemporal",
            "original",
            "single-again",
            "single",
            "temporal",
            "runtime-optimization-none",
            "runtime-optimization-basic-provider-cpu");
    assertThat(baselines.get("runtime-optimization-none")).isEqualTo("rung:single");
    JsonNode run = RunFiles.runJson(out);
    assertThat(run.at("/rungs/runtime-optimization-none/latency_ms/frames").asInt())
        .as("it ran, and took nobody's outputs")
        .isEqualTo(EvalFixture.SCENES * EvalFixture.FRAMES);
    assertThat(run.at("/rungs/runtime-optimization-none/form").asText()).isEqualTo("whole");
    assertThat(run.at("/settings/runtime_rungs").asText())
        .isEqualTo("optimization=none,optimization=basic+provider=cpu");
  }

  @Test
  void anotherOrderOfWorkChangesNoByte() throws IOException {
    String[] options = {"--rungs", "single", "--runtime-rungs", "optimization=none"};
    Path one = folder.resolve("one");
    Path many = folder.resolve("many");
    assertThat(fixture.eval(one, with(options, "--partitions", "1")).code()).isZero();
    assertThat(fixture.eval(many, with(options, "--partitions", "5")).code()).isZero();

    Map<String, byte[]> tables = RunFiles.tables(many);
    RunFiles.tables(one)
        .forEach((name, bytes) -> assertThat(tables.get(name)).as(name).isEqualTo(bytes));
  }

  private static String[] with(String[] options, String... more) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void settingsThatCannotBeAreNamed() {
    assertThat(said("threads=2"))
        .contains(
            "Cannot use --runtime-rungs=threads=2: expected settings provider=, tf32=,"
                + " optimization= or decode=, with + between several");
    assertThat(said("decode=quarter"))
        .contains("Cannot use --runtime-rungs=decode=quarter: expected one of [exact, half]");
    assertThat(said("optimization=most"))
        .contains(
            "Cannot use --runtime-rungs=optimization=most: expected one of [none, basic, extended,"
                + " all]");
    assertThat(said("optimization=none,optimization=none"))
        .contains("there is a rung runtime-optimization-none already, expected each once");
    assertThat(said("optimization=none+optimization=all"))
        .contains("it has optimization twice, expected it once");
    assertThat(said("tf32=on"))
        .contains(
            "Cannot use --runtime-rungs=tf32=on: graphs run on the CPU, which has no TF32,"
                + " expected a GPU");
  }

  private String said(String settings) {
    EvalFixture.Said said =
        fixture.eval(folder.resolve("refused"), "--rungs", "single", "--runtime-rungs", settings);
    assertThat(said.code()).isEqualTo(2);
    return said.err();
  }
}
