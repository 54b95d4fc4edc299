package dev.bevdrift.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.metrics.InputException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class CommandLinesTest {
  @Command(name = "probe")
  static final class Probe implements Callable<Integer> {
    private final Exception fault;

    @Option(names = "--number")
    private int number;

    Probe(Exception fault) {
      this.fault = fault;
    }

    @Override
    public Integer call() throws Exception {
      if (number == 3) {
        return 3;
      }
      throw fault;
    }
  }

  private record Outcome(int code, String err) {}

  @Test
  void theCommandsOwnCodeIsKept() {
    assertThat(run(new IllegalStateException(), "--number", "3")).isEqualTo(new Outcome(3, ""));
  }

  @Test
  void anUnknownOptionIsOneLineAndAHint() {
    assertThat(run(new IllegalStateException(), "--colour"))
        .isEqualTo(
            new Outcome(2, "error: Unknown option: '--colour'\nTry --help for the options.\n"));
  }

  @Test
  void anInputFaultIsFoundBehindItsWrappers() {
    Exception wrapped =
        new RuntimeException(
            "Job aborted", new RuntimeException(new InputException("Cannot read a:\n b")));
    assertThat(run(wrapped)).isEqualTo(new Outcome(2, "error: Cannot read a: b\n"));
  }

  @Test
  void anythingElseIsOneLineThatNamesTheLog() throws Exception {
    Outcome outcome = run(new RuntimeException("outer", new IllegalStateException("the\ninner")));
    assertThat(outcome.code()).isEqualTo(4);
    String start = "error: Unexpected java.lang.IllegalStateException: the inner; the full log is ";
    assertThat(outcome.err()).startsWith(start).hasLineCount(1);
    Path log = Path.of(outcome.err().substring(start.length()).strip());
    assertThat(Files.readString(log)).contains("at dev.bevdrift.jobs.job.CommandLinesTest");
    Files.delete(log);
  }

  private static Outcome run(Exception fault, String... args) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      int code = CommandLines.run(new Probe(fault), args);
      return new Outcome(code, err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
  }
}
