package dev.bevdrift.jobs.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.config.EvalArguments;
import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.Sha256;
import dev.bevdrift.udf.finding.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Disturbed inputs of two of the sample's graphs: one listens, one has its ego motion frozen. */
final class ProbedInputsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FROZEN = "R03b-bake-shift";

  @TempDir private Path folder;

  private Map<String, List<Finding>> findings(String... more) {
    Path sample = Path.of(System.getProperty("bevdrift.root"), "sample");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--frames=" + sample.resolve("frames"),
                "--ladder=" + sample.resolve("ladder"),
                "--reference=rung:faithful",
                "--rungs=faithful," + FROZEN,
                "--provider=cpu",
                "--out=" + folder.resolve("run")));
    arguments.addAll(List.of(more));
    EvalArguments parsed = new EvalArguments();
    new CommandLine(new Holder(parsed))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(arguments.toArray(String[]::new));
    return ProbedInputs.findings(EvalPlan.check(parsed.options(), Storage.local(), Map.of()));
  }

  /** Picocli wants a command around a mixin. */
  @CommandLine.Command
  private record Holder(@CommandLine.Mixin EvalArguments arguments) {}

  private List<Path> answers() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("cache/probes"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void aFrozenInputIsFoundAndTheAnswerKept() throws IOException {
    String cache = "--cache=" + folder.resolve("cache");
    Map<String, List<Finding>> plain = findings();
    assertThat(plain.get("faithful")).isEmpty();
    assertThat(plain.get(FROZEN)).extracting(Finding::rule).contains("input-ignored");

    assertThat(findings(cache)).isEqualTo(plain);
    assertThat(answers()).hasSize(2);
    assertThat(findings(cache)).isEqualTo(plain);

    for (Path answer : answers()) {
      ObjectNode said = (ObjectNode) JSON.readTree(answer.toFile());
      for (JsonNode finding : said.get("answer")) {
        ((ObjectNode) finding).put("rule", "was-kept");
      }
      byte[] kept = said.get("answer").toString().getBytes(StandardCharsets.UTF_8);
      said.put("answer_sha256", Sha256.of(kept));
      JSON.writeValue(answer.toFile(), said);
    }
    assertThat(findings(cache).get(FROZEN)).extracting(Finding::rule).contains("was-kept");
    assertThat(findings(cache, "--optimization=none").get(FROZEN))
        .as("another runtime asks again")
        .extracting(Finding::rule)
        .contains("input-ignored")
        .doesNotContain("was-kept");
    assertThat(answers()).hasSize(4);
  }

  @Test
  void anAnswerThatCannotBeReadIsAskedAgain() throws IOException {
    String cache = "--cache=" + folder.resolve("cache");
    Map<String, List<Finding>> first = findings(cache);
    Files.writeString(answers().get(0), "{");
    Files.writeString(
        answers().get(1), Files.readString(answers().get(1)).replace('[', '{').replace(']', '}'));
    assertThat(findings(cache)).isEqualTo(first);
  }
}
