package dev.bevdrift.jobs.stage;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.run.Latencies;
import dev.bevdrift.jobs.run.RunFolder;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.ladder.LadderFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What run.json says about each rung: size of its files, and how long a frame took. */
final class RungFacts {
  private RungFacts() {}

  /** Bytes of a rung's whole graph and its weights. */
  static long bytes(Ladder ladder, GraphRung rung) {
    long bytes = 0;
    for (LadderFile file : rung.files()) {
      try {
        bytes += Files.size(ladder.folder().resolve(file.path()));
      } catch (IOException e) {
        throw new InputException(
            "Cannot read " + ladder.folder().resolve(file.path()) + ": " + e, e);
      }
    }
    return bytes;
  }

  /** Notes the times of the frames that this command ran; cached and shared results took none. */
  static void note(RunFolder run, List<SceneResult> results) {
    Map<String, Latencies> byRung = new TreeMap<>();
    for (SceneResult result : results) {
      result
          .latencies()
          .forEach(
              (rung, times) -> byRung.computeIfAbsent(rung, id -> Latencies.none()).merge(times));
    }
    Map<String, ObjectNode> notes = new TreeMap<>();
    byRung.forEach(
        (rung, times) -> {
          ObjectNode facts = JsonNodeFactory.instance.objectNode();
          facts
              .putObject("latency_ms")
              .put("p50", rounded(times.quantileMs(0.50)))
              .put("p99", rounded(times.quantileMs(0.99)))
              .put("frames", times.frames())
              .put("total_s", rounded(times.totalS()));
          notes.put(rung, facts);
        });
    run.noteRungs(notes);
  }

  private static double rounded(double ms) {
    return Math.round(ms * 1000) / 1000.0;
  }
}
