package dev.bevdrift.udf.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.golden.ToyLadder;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustomOpsTest {
  /** Of the four bytes {@code "not\n"}. */
  private static final String HASH =
      "dfb2a6b3ee002a7a82419230acf97563ffe8b84e72f0de074e48453b092da4ad";

  @TempDir Path folder;

  @Test
  void onlyTheFileThatIsTrustedIsLoaded() throws IOException {
    Path file = Files.writeString(folder.resolve("ops.so"), "not\n");

    assertRefused(
        new CustomOps(folder.resolve("none.so").toString(), HASH),
        "none.so: there is no such file, expected a library of operators");
    assertRefused(
        new CustomOps(file.toString(), "0".repeat(64)),
        "ops.so: its sha256 is " + HASH + ", expected " + "0".repeat(64));
    assertRefused(new CustomOps(file.toString(), HASH), ", expected a library of operators");
  }

  private static void assertRefused(CustomOps library, String part) {
    Ladder ladder = Ladder.open(ToyLadder.source());
    GraphRung rung = (GraphRung) ladder.rung("single").orElseThrow();
    RuntimeOptions options = RuntimeOptions.of(RuntimeOptions.Provider.CPU).with(List.of(library));
    assertThatThrownBy(() -> BevModel.open(ladder, rung, options))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Cannot load ")
        .hasMessageContaining(part)
        .hasMessageNotContaining("\n");
  }

  @Test
  void aPathAndAHashAreNeeded() {
    for (String hash : List.of("", "12", "G".repeat(64))) {
      assertThatThrownBy(() -> new CustomOps("ops.so", hash))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected a path and a sha256 of 64 hexadecimal digits");
    }
  }
}
