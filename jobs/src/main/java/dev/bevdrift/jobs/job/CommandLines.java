package dev.bevdrift.jobs.job;

import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/**
 * How every command speaks to people: one line on standard error for each fault, never a stack
 * trace, and the exit code of the house.
 */
public final class CommandLines {
  /** Done, and passed where there was something to pass. */
  public static final int OK = 0;

  /** A figure is past the limit of a gate. */
  public static final int REGRESSION = 1;

  /** Input or usage that cannot be used. */
  public static final int BAD_INPUT = 2;

  /** Neither passed nor failed: what would decide it is missing. */
  public static final int CANNOT_TELL = 3;

  /** The command ended before its work was whole. */
  public static final int INCOMPLETE = 4;

  private CommandLines() {}

  /**
   * Parses the arguments into {@code command}, runs it and prints faults.
   *
   * @param command a picocli command; returns its exit code
   * @param args the arguments as given
   * @return the exit code: the command's own, {@link #BAD_INPUT} for an unusable argument or an
   *     {@link InputException} anywhere among the causes, {@link #INCOMPLETE} for any other
   *     failure, want of memory included
   */
  public static int run(Callable<Integer> command, String... args) {
    CommandLine whole =
        new CommandLine(command)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(
                (fault, given) -> {
                  CommandLine line = fault.getCommandLine();
                  line.getErr().println("error: " + oneLine(fault.getMessage()));
                  line.getErr().println("Try --help for the options.");
                  return BAD_INPUT;
                })
            .setExecutionExceptionHandler((fault, line, parsed) -> explain(fault, line.getErr()));
    try {
      return whole.execute(args);
    } catch (Error fault) {
      // picocli lets it pass, and the JVM would end with 1, the gate's word for a regression.
      return explain(fault, whole.getErr());
    }
  }

  /**
   * The input fault behind an exception, through the wrappers that Spark and others put around it.
   */
  public static Optional<InputException> inputFault(Throwable fault) {
    int depth = 0;
    for (Throwable t = fault; t != null && depth < 50; t = t.getCause(), depth++) {
      if (t instanceof InputException found) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  private static int explain(Throwable fault, PrintWriter err) {
    Optional<InputException> bad = inputFault(fault);
    if (bad.isPresent()) {
      err.println("error: " + oneLine(bad.get().getMessage()));
      return BAD_INPUT;
    }
    Optional<UncheckedIOException> unwritten = unwritten(fault);
    if (unwritten.isPresent()) {
      err.println(
          "error: "
              + oneLine(unwritten.get().getMessage())
              + ": "
              + oneLine(String.valueOf(unwritten.get().getCause().getMessage()))
              + "; once it can be written, give the same command again");
      return INCOMPLETE;
    }
    Throwable root = fault;
    for (int depth = 0; root.getCause() != null && depth < 50; depth++) {
      root = root.getCause();
    }
    err.println(
        "error: Unexpected "
            + root.getClass().getName()
            + ": "
            + oneLine(String.valueOf(root.getMessage()))
            + "; the full log is "
            + log(fault));
    return INCOMPLETE;
  }

  /** The file that could not be written, as our storage says it, through the wrappers of others. */
  private static Optional<UncheckedIOException> unwritten(Throwable fault) {
    int depth = 0;
    for (Throwable t = fault; t != null && depth < 50; t = t.getCause(), depth++) {
      if (t instanceof UncheckedIOException found
          && String.valueOf(found.getMessage()).startsWith("Cannot write ")) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  private static Path log(Throwable fault) {
    StringWriter trace = new StringWriter();
    fault.printStackTrace(new PrintWriter(trace, true));
    try {
      Path file = Files.createTempFile("bevdrift-", ".log");
      Files.writeString(file, trace.toString());
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the log of a failure", e);
    }
  }

  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
