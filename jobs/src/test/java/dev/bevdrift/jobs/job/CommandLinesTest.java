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
    private final Throwable fault;

    @Option(names = "--number")
    private int number;

    Probe(Throwable fault) {
      this.fault = fault;
    }

    @Override
    public Integer call() throws Exception {
      if (number == 3) {
        return 3;
      }
      if (fault instanceof Error fatal) {
        throw fatal;
      }
      throw (Exception) fault;
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

  @Test
  void wantOfMemoryIsOneLineTooAndNoRegression() throws Exception {
    Outcome outcome = run(new OutOfMemoryError("Java heap space"));
    assertThat(outcome.code()).isEqualTo(CommandLines.INCOMPLETE);
    String start =
        "error: Unexpected java.lang.OutOfMemoryError: Java heap space; the full log is ";
    assertThat(outcome.err()).startsWith(start).hasLineCount(1);
    Files.delete(Path.of(outcome.err().substring(start.length()).strip()));
  }

  private static Outcome run(Throwable fault, String... args) {
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
