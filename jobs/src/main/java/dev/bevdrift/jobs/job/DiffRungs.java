package dev.bevdrift.jobs.job;

import dev.bevdrift.metrics.InputException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The sides that are rungs of a ladder: they are run first, the second against the first. */
final class DiffRungs {
  private static final String RUNG = "rung:";

  private final String a;
  private final String b;

  private DiffRungs(String a, String b) {
    this.a = a;
    this.b = b;
  }

  static DiffRungs of(String a, String b) {
    return new DiffRungs(a, b);
  }

  /** Whether there is something to run. */
  boolean any() {
    return a.startsWith(RUNG) || b.startsWith(RUNG);
  }

  /**
   * Both sides after the run.
   *
   * @param code of the command eval
   */
  record Ran(String a, String b, int code) {}

  /** Runs them by the command eval, with its table on {@code err}, into a new folder. */
  Ran run(DiffGround ground, Path run, PrintWriter err) {
    Path ladder =
        ground.ladder().orElseThrow(() -> missing("--ladder, the folder with the rung's graph"));
    String frames = ground.frames().orElseThrow(() -> missing("--frames to run it on"));
    List<String> ids =
        Stream.of(a, b)
            .filter(side -> side.startsWith(RUNG))
            .map(side -> side.substring(RUNG.length()))
            .distinct()
            .toList();
    List<Exception> faults = new ArrayList<>();
    EvalMain eval = new EvalMain();
    int code =
        new CommandLine(eval)
            .setOut(err)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(
                (fault, line, parsed) -> {
                  faults.add(fault);
                  return CommandLines.BAD_INPUT;
                })
            .execute(
                "--frames",
                frames,
                "--ladder",
                ladder.toString(),
                "--reference",
                RUNG + ids.get(0),
                "--rungs",
                String.join(",", ids),
                "--out",
                run.toString());
    if (!faults.isEmpty()) {
      throw new IllegalStateException("Cannot run " + ids, faults.get(0));
    }
    return new Ran(side(a, run), side(b, run), code);
  }

  private static String side(String text, Path run) {
    return text.startsWith(RUNG) ? run + ":" + text.substring(RUNG.length()) : text;
  }

  private InputException missing(String expected) {
    return new InputException("Cannot run " + a + " and " + b + ": expected " + expected);
  }
}
