package dev.bevdrift.jobs.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What tests read of a run folder. */
final class RunFiles {
  private RunFiles() {}

  /** Every file's bytes by name, but run.json and report.html, which show times and settings. */
  static Map<String, byte[]> bytes(Path run) throws IOException {
    Map<String, byte[]> found = new TreeMap<>();
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = run.relativize(file).toString();
        if (!name.equals("run.json") && !name.equals("report.html")) {
          found.put(name, Files.readAllBytes(file));
        }
      }
    }
    return found;
  }

  /** The tables alone. */
  static Map<String, byte[]> tables(Path run) throws IOException {
    Map<String, byte[]> found = bytes(run);
    found.keySet().removeIf(name -> !name.startsWith("diff/") && !name.startsWith("predictions/"));
    return found;
  }

  /** run.json. */
  static JsonNode runJson(Path run) throws IOException {
    return new ObjectMapper().readTree(run.resolve("run.json").toFile());
  }

  /** One rung of summary.json. */
  static JsonNode rung(Path run, String id) throws IOException {
    return EvalJobTest.rung(EvalJobTest.summary(run), id);
  }
}
