package dev.bevdrift.jobs.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/**
 * The folder of one run. summary.json is written last, so a folder that has one is a finished run.
 */
public final class RunFolder {
  private static final String RUN = "run.json";
  private static final String SUMMARY = "summary.json";
  private static final String LEARNT = "learnt";
  private static final String RUNGS = "rungs";

  private final Storage storage;
  private final Path root;
  private final ObjectNode run;
  private final boolean resumed;

  private RunFolder(Storage storage, Path root, ObjectNode run, boolean resumed) {
    this.storage = storage;
    this.root = root;
    this.run = run;
    this.resumed = resumed;
  }

  /**
   * Starts a run, or goes on with an unfinished one of the same fingerprint.
   *
   * @param settings what run.json says beside the fingerprint
   * @throws InputException when the folder holds a finished run, a run of another fingerprint, or
   *     files that are no run
   */
  public static RunFolder start(
      Storage storage, Path root, Fingerprint fingerprint, ObjectNode settings) {
    boolean resumed = check(storage, root, fingerprint);
    ObjectNode run = new ObjectMapper().createObjectNode();
    if (resumed) {
      JsonNode before = parse(storage, new Path(root, RUN));
      for (String section : List.of(LEARNT, RUNGS)) {
        if (before.path(section) instanceof ObjectNode facts) {
          run.set(section, facts);
        }
      }
    }
    run.put("schema_version", 1);
    run.put("status", "unfinished");
    run.put("fingerprint", fingerprint.sha256());
    ObjectNode inputs = run.putObject("inputs");
    fingerprint.parts().forEach(inputs::put);
    run.setAll(settings);
    RunFolder folder = new RunFolder(storage, root, run, resumed);
    folder.writeRun();
    return folder;
  }

  /**
   * Says whether a run could start, without writing anything.
   *
   * @return true when it would go on with an unfinished run
   * @throws InputException as {@link #start} does
   */
  public static boolean check(Storage storage, Path root, Fingerprint fingerprint) {
    if (storage.exists(new Path(root, SUMMARY))) {
      throw new InputException(
          "Cannot write into "
              + root
              + ": it holds a finished run, expected a new folder or an unfinished run");
    }
    Path file = new Path(root, RUN);
    if (storage.exists(file)) {
      checkSame(file, parse(storage, file), fingerprint);
      return true;
    }
    if (storage.exists(root) && !storage.isFolder(root)) {
      throw new InputException("Cannot write into " + root + ": it is a file, expected a folder");
    }
    if (!storage.list(root).isEmpty()) {
      throw new InputException(
          "Cannot write into "
              + root
              + ": it holds files but no run.json, expected a new or empty folder");
    }
    return false;
  }

  private static JsonNode parse(Storage storage, Path file) {
    try {
      return new ObjectMapper().readTree(storage.readBytes(file));
    } catch (IOException malformed) {
      throw new InputException(
          "Cannot read " + file + ": it is no JSON, expected a run of this version", malformed);
    }
  }

  private static void checkSame(Path file, JsonNode run, Fingerprint fingerprint) {
    if (fingerprint.sha256().equals(run.path("fingerprint").asText())) {
      return;
    }
    JsonNode inputs = run.path("inputs");
    for (Map.Entry<String, String> part : fingerprint.parts().entrySet()) {
      if (!part.getValue().equals(inputs.path(part.getKey()).asText(""))) {
        throw otherRun(file, part.getKey());
      }
    }
    for (Map.Entry<String, JsonNode> part : inputs.properties()) {
      String name = part.getKey();
      if (!fingerprint.parts().containsKey(name)) {
        throw otherRun(file, name);
      }
    }
    throw otherRun(file, "fingerprint");
  }

  private static InputException otherRun(Path file, String part) {
    return new InputException(
        "Cannot go on with "
            + file
            + ": its input "
            + part
            + " is another one, expected the same run or a new folder");
  }

  /** Whether an unfinished run was found. */
  public boolean resumed() {
    return resumed;
  }

  /** The folder itself. */
  public Path root() {
    return root;
  }

  /** A file or folder of the run, such as {@code predictions/scene-0.parquet}. */
  public Path path(String relative) {
    return new Path(root, relative);
  }

  /** Writes a text file of the run, whole or not at all. */
  public void writeText(String relative, String text) {
    storage.writeText(path(relative), text);
  }

  /** Writes a file of the run that lies on the local disk, whole or not at all. */
  public void writeLocal(String relative, java.nio.file.Path local) {
    try {
      storage.writeBytes(path(relative), Files.readAllBytes(local));
    } catch (IOException unreadable) {
      throw new UncheckedIOException("Cannot read " + local, unreadable);
    }
  }

  /** Notes a fact in run.json that a resumed run will need. */
  public void learn(String name, String value) {
    run.withObject("/" + LEARNT).put(name, value);
    writeRun();
  }

  /** Notes facts about rungs in run.json, by id, beside those already there. */
  public void noteRungs(Map<String, ObjectNode> facts) {
    facts.forEach(
        (rung, more) -> {
          if (!(run.path(RUNGS).path(rung) instanceof ObjectNode)) {
            run.withObject("/" + RUNGS).putObject(rung);
          }
          ((ObjectNode) run.path(RUNGS).path(rung)).setAll(more);
        });
    writeRun();
  }

  /** What this run, or the one it goes on with, has noted about a rung; empty when nothing. */
  public JsonNode notedOfRung(String rung) {
    return run.path(RUNGS).path(rung);
  }

  /** A fact that this run, or the one it goes on with, has noted; empty when there is none. */
  public String learnt(String name) {
    return run.path(LEARNT).path(name).asText("");
  }

  /** Notes in run.json how long the steps took, before the reports that show it. */
  public void timed(ObjectNode timings) {
    run.set("timings", timings);
    writeRun();
  }

  /** Writes the reports, marks run.json as finished, and writes summary.json last. */
  public void finish(ObjectNode timings, String report, String markdown, String summary) {
    writeText("report.html", report);
    writeText("report.md", markdown);
    run.put("status", "finished");
    run.put("finished_utc", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    run.set("timings", timings);
    writeRun();
    writeText(SUMMARY, summary);
  }

  private void writeRun() {
    try {
      writeText(
          RUN, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(run) + "\n");
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("Cannot write a JSON tree as text", impossible);
    }
  }
}
