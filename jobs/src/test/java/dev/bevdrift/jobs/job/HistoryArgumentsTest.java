package dev.bevdrift.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bevdrift.jobs.finished.MadeRun;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class HistoryArgumentsTest {
  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  @TempDir Path folder;
  private Path run;

  @BeforeEach
  void makeRun() throws IOException {
    run = MadeRun.named("one").with("fp16", "nd_score", 0.4).write(folder);
  }

  private String add(String... options) {
    HistoryArguments arguments = new HistoryArguments();
    new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("history", mixin(arguments)))
        .parseArgs(options);
    arguments.check();
    return arguments.add(Storage.local(), new org.apache.hadoop.fs.Path(run.toString()), NOON);
  }

  private static CommandLine.Model.CommandSpec mixin(HistoryArguments arguments) {
    return CommandLine.Model.CommandSpec.forAnnotatedObject(arguments);
  }

  @Test
  void withoutAnOptionItLiesBesideTheRun() {
    assertThat(add()).isEqualTo("history: " + folder.resolve("history"));
    assertThat(folder.resolve("history")).isDirectoryContaining("glob:**.parquet");
  }

  @Test
  void itCanLieElsewhereOrNowhere() {
    assertThat(add("--history", folder.resolve("kept/there").toString()))
        .isEqualTo("history: " + folder.resolve("kept/there"));
    assertThat(folder.resolve("kept/there")).isDirectoryContaining("glob:**.parquet");
    assertThat(add("--no-history")).isEmpty();
    assertThat(folder.resolve("history")).doesNotExist();
    assertThatThrownBy(() -> add("--no-history", "--history", "x"))
        .isInstanceOf(InputException.class)
        .hasMessage("Cannot use --history=x with --no-history: expected one of them");
  }

  @Test
  void aPlaceThatCannotBeWrittenSpoilsARunOnlyWhenItWasAskedFor() throws IOException {
    Path taken = Files.writeString(folder.resolve("history"), "a file of somebody else's");
    assertThat(add())
        .startsWith("NOT IN A HISTORY: Cannot write ")
        .contains(taken.toString())
        .endsWith("; --history DIR puts it elsewhere");
    assertThat(taken).hasContent("a file of somebody else's");
    assertThatThrownBy(() -> add("--history", taken.toString()))
        .isInstanceOf(InputException.class)
        .message()
        .startsWith("Cannot use --history=" + taken + ": Cannot write ")
        .endsWith(
            "the run is finished, and bin/history add " + run + " --to DIR adds it elsewhere");
  }
}
