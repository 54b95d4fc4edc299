package dev.bevdrift.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The row whose pictures are decoded at half size: what it differs in is the preprocessing. */
final class EvalPreprocessRungTest {
  private static final String ROW = "preprocess-decode-half";
  private static final String[] OPTIONS = {
    "--rungs", "single,temporal", "--runtime-rungs", "decode=half"
  };

  @TempDir Path folder;
  private EvalFixture fixture;

  @BeforeEach
  void makeInputs() throws IOException {
    fixture = EvalFixture.withParts(folder);
  }

  private Path eval(String name, String... more) {
    Path out = folder.resolve(name);
    EvalFixture.Said said = fixture.eval(out, with(OPTIONS, more));
    assertThat(said.code()).as(said.err()).isZero();
    return out;
  }

  @Test
  void theRowIsComparedWithTheSameGraphOnExactPictures() throws IOException {
    Path run = eval("run");

    JsonNode row = RunFiles.rung(run, ROW);
    assertThat(row.path("baseline").asText()).isEqualTo("rung:single");
    assertThat(largest(row)).as("other pixels, other outputs").isPositive();
    assertThat(largest(RunFiles.rung(run, "single-again"))).isZero();
    JsonNode facts = RunFiles.runJson(run);
    assertThat(facts.at("/settings/runtime_rungs").asText()).isEqualTo("decode=half");
    assertThat(facts.at("/settings/half_size_decoder").asText())
        .startsWith("leptonica-")
        .contains("libjpeg-turbo");
    assertThat(facts.at("/rungs/" + ROW + "/latency_ms/frames").asInt())
        .isEqualTo(EvalFixture.SCENES * EvalFixture.FRAMES);
  }

  private static double largest(JsonNode rung) {
    return rung.at("/tensor_diff/max_abs").doubleValue();
  }

  @Test
  void otherRowsKeepTheirBytesAndNoOrderOfWorkChangesTheRows() throws IOException {
    Path without = folder.resolve("without");
    assertThat(fixture.eval(without, "--rungs", "single,temporal").code()).isZero();
    Path one = eval("one", "--partitions", "1");
    Map<String, byte[]> many = RunFiles.tables(eval("many", "--partitions", "5"));

    RunFiles.tables(one)
        .forEach((name, bytes) -> assertThat(many.get(name)).as(name).isEqualTo(bytes));
    for (String id : new String[] {"single", "temporal"}) {
      assertThat(RunFiles.rung(one, id)).isEqualTo(RunFiles.rung(without, id));
    }
  }

  @Test
  void resultsAreKeptByTheirPreprocessing() throws IOException {
    String cache = folder.resolve("cache").toString();
    Path first = eval("first", "--cache", cache);
    Path again = eval("again", "--cache", cache);
    int all = 4 * EvalFixture.SCENES; // single-again, single, temporal and the row
    assertThat(cached(first)).isZero();
    assertThat(cached(again)).isEqualTo(all);
    assertThat(RunFiles.rung(again, ROW)).isEqualTo(RunFiles.rung(first, ROW));

    Path exact = folder.resolve("exact");
    String[] other = {"--rungs", "single,temporal", "--runtime-rungs", "decode=exact"};
    assertThat(fixture.eval(exact, with(other, "--cache", cache)).code()).isZero();
    assertThat(cached(exact))
        .as("all but the row's and, to compare it with, single's")
        .isEqualTo(all - 2 * EvalFixture.SCENES);
    assertThat(largest(RunFiles.rung(exact, "preprocess-decode-exact"))).isZero();
  }

  @Test
  void theWholeRunMayDecodeSoAndNothingIsTakenForItFromAnExactOne() throws IOException {
    String cache = folder.resolve("cache").toString();
    Path exact = eval("exact", "--cache", cache);
    Path half = folder.resolve("half");
    String[] other = {
      "--rungs", "single,temporal", "--decode", "half", "--runtime-rungs", "decode=exact"
    };
    EvalFixture.Said said = fixture.eval(half, with(other, "--cache", cache));
    assertThat(said.code()).as(said.err()).isZero();

    assertThat(cached(half)).isZero();
    assertThat(RunFiles.runJson(half).at("/settings/decode").asText()).isEqualTo("half");
    assertThat(RunFiles.runJson(exact).at("/settings/decode").asText()).isEqualTo("exact");
    assertThat(largest(RunFiles.rung(half, "preprocess-decode-exact")))
        .as("the same two kinds of pictures, the other way round")
        .isPositive()
        .isEqualTo(largest(RunFiles.rung(exact, ROW)));
    assertThat(largest(RunFiles.rung(half, "single")))
        .as("apart from the original now")
        .isPositive();
    assertThat(largest(RunFiles.rung(exact, "single"))).isZero();
  }

  private static String[] with(String[] options, String... more) {
    String[] all = Arrays.copyOf(options, options.length + more.length);
    System.arraycopy(more, 0, all, options.length, more.length);
    return all;
  }

  private static int cached(Path run) throws IOException {
    return RunFiles.runJson(run).at("/learnt/results_from_cache").asInt(-1);
  }

  @Test
  void aModelThatDoesNotHalveIsRefused() throws IOException {
    fixture.editLadder("scale: 0.5", "scale: 1.0");
    fixture.editLadder("- 4\n  - 8\n", "- 8\n  - 16\n");
    EvalFixture.Said said = fixture.eval(folder.resolve("refused"), OPTIONS);

    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err())
        .contains("Cannot use --runtime-rungs=decode=half: Cannot decode pictures at half size")
        .contains("are 16x8 and scaled by 1.0, expected even sides and a scale of 0.5");
    said = fixture.eval(folder.resolve("refused"), "--decode", "half");
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err()).contains("Cannot use --decode=half: Cannot decode pictures");
  }
}
