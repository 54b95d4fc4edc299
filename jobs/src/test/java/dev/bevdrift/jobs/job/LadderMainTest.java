package dev.bevdrift.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LadderMainTest {
  private static final Path SAMPLE = Path.of(System.getProperty("bevdrift.root"), "sample/ladder");

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
        .contains("O2-bake-visibility\n", "frozen", "constant-visibility")
        .contains("rewrite: O2-bake-visibility")
        .endsWith(": 1 graphs, all files as the manifest says; 1 frozen, 0 risks\n");
  }

  @Test
  void findingsAsJsonCarryTheirFields() throws IOException {
    JsonNode found =
        new ObjectMapper().readTree(run("check", SAMPLE.toString(), "--rungs=faithful", "--json"));
    assertThat(found.get("schema_version").intValue()).isEqualTo(1);
    assertThat(found.get("findings")).isNotEmpty();
    assertThat(found.get("findings"))
        .allSatisfy(row -> assertThat(row.get("rung").textValue()).isEqualTo("faithful"))
        .anySatisfy(row -> assertThat(row.get("code").textValue()).isEqualTo("size"));
  }

  @Test
  void aLadderThatIsNotThereIsBadInput() {
    assertThat(CommandLines.run(new LadderMain(), "check", folder.resolve("none").toString()))
        .isEqualTo(CommandLines.BAD_INPUT);
    assertThat(CommandLines.run(new LadderMain())).isEqualTo(CommandLines.BAD_INPUT);
  }
}
