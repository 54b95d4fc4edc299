package dev.bevdrift.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bevdrift.jobs.finished.MadeRun;
import dev.bevdrift.jobs.job.EvalFixture.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GateMainTest {
  @TempDir Path folder;

  private Said gate(Path run, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                run.toString(),
                "--gate",
                Commands.ourGate(),
                "--baselines",
                folder.resolve("baselines").toString()));
    args.addAll(List.of(more));
    return Commands.run(new GateMain(), args.toArray(String[]::new));
  }

  private static MadeRun night(String name, double nds) {
    return MadeRun.named(name)
        .with("fp16", "nd_score", nds)
        .with("fp16", "mean_ap", 0.3)
        .with("fp16", "trans_err", 0.3)
        .with("fp16", "ap/car", 0.3)
        .with("fp16", "light/night", "nd_score_present", 0.3);
  }

  @Test
  void nightsFromTheFirstToARegression() throws IOException {
    Path first = night("first", 0.4).write(folder);
    Said open = gate(first);
    assertThat(open.code()).isEqualTo(3);
    assertThat(open.out()).contains("CANNOT TELL", "bin/gate RUN --pin");
    assertThat(folder.resolve("baselines")).doesNotExist();

    assertThat(gate(first, "--pin").code()).isZero();
    Said passed = gate(night("second", 0.3995).write(folder));
    assertThat(passed.code()).isZero();
    assertThat(passed.out())
        .startsWith("gate of second against pinned: first, green: first\n")
        .contains("pass  NDS and mAP: 4 checks, nearest: fp16 nd_score fell 5.00e-04 from pinned")
        .endsWith("PASSED\n");

    // Within the limit beside the second night, past it beside the pinned one.
    Path third = night("third", 0.3979).write(folder);
    Said failed = gate(third);
    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.out())
        .contains("pinned: first, green: second", "FAIL  NDS and mAP: 1 of 4 fail")
        .endsWith("FAILED\n");
    assertThat(third.resolve("junit.xml")).content().contains("failures=\"1\"", "regression");
    JsonNode json = new ObjectMapper().readTree(third.resolve("gate.json").toFile());
    assertThat(json.path("outcome").asText()).isEqualTo("fail");
    assertThat(json.at("/rules/0/listed/0/figure").asText()).isEqualTo("nd_score");
    // What failed did not become green.
    assertThat(gate(night("fourth", 0.4).write(folder)).out()).contains("green: second");
  }

  @Test
  void aBaselineOfAnotherRuntimeOrOtherDataIsRefused() throws IOException {
    assertThat(gate(night("first", 0.4).write(folder), "--pin").code()).isZero();
    MadeRun newer = night("newer", 0.4);
    newer.run().withObject("/inputs").put("onnxruntime", "1.25.0");
    Path run = newer.write(folder);
    Said refused = gate(run);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .contains("error: Cannot compare with the pinned run first: it was made with onnxruntime")
        .contains("1.24.2, here 1.25.0, expected the same; make the baseline again");
    assertThat(refused.err().lines()).hasSize(1);
    assertThat(run.resolve("gate.json")).doesNotExist();
    Said accepted = gate(run, "--accept", "onnxruntime");
    assertThat(accepted.code()).isZero();
    assertThat(accepted.out()).contains("note: accepted: the pinned run was made with onnxruntime");
    assertThat(gate(run, "--accept", "onnx").err())
        .contains("Cannot use --accept=onnx: there is no such condition, expected one of arch,");
    assertThat(gate(run, "--pin").code()).isZero();
    assertThat(gate(run).out()).contains("against pinned: newer, green: newer");
  }

  @Test
  void anIncompleteRunIsNotCompared() throws IOException {
    MadeRun made = night("first", 0.4);
    made.summary().put("status", "incomplete");
    Said said = gate(made.write(folder), "--pin");
    assertThat(said.code()).isEqualTo(4);
    assertThat(said.out()).contains("INCOMPLETE");
    assertThat(folder.resolve("baselines")).doesNotExist();
  }

  @Test
  void aChangedLadderIsNoted() throws IOException {
    gate(night("first", 0.4).write(folder), "--pin");
    MadeRun other = night("second", 0.4);
    other.run().withObject("/inputs").put("ladder", "8".repeat(64));
    assertThat(gate(other.write(folder)).out())
        .contains("note: since the pinned run first changed: ladder");
  }

  @Test
  void theHistoryGrowsByANightAndGivesItsNoise() throws IOException {
    String history = folder.resolve("history").toString();
    Path first = night("first", 0.4).noise("all", "nd_score", 1e-4).write(folder);
    gate(first, "--pin", "--history", history, "--commit", "abc");
    Said said =
        gate(
            night("second", 0.397).noise("all", "nd_score", 1e-4).write(folder),
            "--history",
            history);
    assertThat(said.code()).isEqualTo(3); // two pairs: the floor is wide
    assertThat(said.out()).contains("and the noise floor of");
    try (Stream<Path> files = Files.list(folder.resolve("history"))) {
      assertThat(files).hasSize(2);
    }
    Said shown = Commands.run(new HistoryMain(), history);
    assertThat(shown.code()).isZero();
    assertThat(shown.out()).contains("2 runs", "fp16", "nd_score", "0.4000", "0.3970");
    Said page =
        Commands.run(new HistoryMain(), history, "--html", folder.resolve("h.html").toString());
    assertThat(page.out()).contains("page: ");
    assertThat(folder.resolve("h.html")).content().contains("echarts");
    Said added = Commands.run(new HistoryMain(), "add", first.toString(), "--to", history);
    assertThat(added.out()).contains("first: ").contains(" figures added");
    assertThat(Commands.run(new HistoryMain(), history).out()).contains("2 runs");
  }

  @Test
  void badUsageIsOneLine() {
    Said said = gate(folder.resolve("none"));
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err())
        .startsWith("error: Cannot read ")
        .contains("there is no such folder, expected a run of bin/eval");
    Said none = Commands.run(new HistoryMain(), folder.resolve("none").toString());
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("there is no such folder, expected a history");
  }
}
