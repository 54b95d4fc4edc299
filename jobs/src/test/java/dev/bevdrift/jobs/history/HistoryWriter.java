package dev.bevdrift.jobs.history;

import dev.bevdrift.jobs.finished.MadeRun;
import dev.bevdrift.jobs.table.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** A process of its own that adds made-up runs to a history, as fast as it can. */
final class HistoryWriter {
  private static final int WAIT_MS = 60_000;

  private HistoryWriter() {}

  /**
   * Starts one.
   *
   * @param name begins the names of its runs
   * @param ready the file that it makes when it could begin
   * @param go the file whose making starts it
   */
  static Process start(Path history, String name, int runs, Path ready, Path go)
      throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            HistoryWriter.class.getName(),
            history.toString(),
            name,
            Integer.toString(runs),
            ready.toString(),
            go.toString())
        .redirectErrorStream(true)
        .start();
  }

  /** Waits for a file while the writers live. */
  static void await(Path file, List<Process> writers) throws InterruptedException {
    for (int ms = 0; !Files.exists(file); ms += 10) {
      if (ms > WAIT_MS || writers.stream().anyMatch(writer -> !writer.isAlive())) {
        throw new IllegalStateException("Cannot start the writers: " + file + " does not appear");
      }
      Thread.sleep(10);
    }
  }

  public static void main(String[] args) throws Exception {
    History history =
        History.in(Storage.local(), new org.apache.hadoop.fs.Path(Path.of(args[0]).toString()));
    Files.createFile(Path.of(args[3]));
    await(Path.of(args[4]), List.of());
    for (int i = 0; i < Integer.parseInt(args[2]); i++) {
      MadeRun run = MadeRun.named(args[1] + "-" + i).with("fp16", "nd_score", 0.4);
      // The same instant for all: only the files' own names keep them apart.
      history.append(run.finished(), "", "", Instant.parse("2026-11-25T12:00:00Z"));
    }
  }
}
