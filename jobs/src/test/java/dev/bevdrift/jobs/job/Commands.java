package dev.bevdrift.jobs.job;

import dev.bevdrift.jobs.job.EvalFixture.Said;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Runs commands as people do, and keeps what they say. */
final class Commands {
  private Commands() {}

  static Said run(Callable<Integer> command, String... args) {
    PrintStream outBefore = System.out;
    PrintStream errBefore = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
      int code = CommandLines.run(command, args);
      return new Said(
          code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(outBefore);
      System.setErr(errBefore);
    }
  }

  static String ourGate() {
    return Path.of(System.getProperty("bevdrift.root"), "conf", "gate.yaml").toString();
  }
}
