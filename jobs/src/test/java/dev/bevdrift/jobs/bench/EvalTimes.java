package dev.bevdrift.jobs.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads a finished run's run.json and prints one line of JSON: how long its scenes took, and how
 * much of that was the runtime's. Arguments: run folder, slots, threads, turn, frames.
 */
public final class EvalTimes {
  private EvalTimes() {}

  /** Takes the arguments above. */
  public static void main(String[] args) throws IOException {
    JsonNode run = new ObjectMapper().readTree(Path.of(args[0], "run.json").toFile());
    int slots = Integer.parseInt(args[1]);
    double scenesS = run.at("/timings/scenes_s").doubleValue();
    double runS = 0;
    long runs = 0;
    for (JsonNode rung : run.path("rungs")) {
      runS += rung.at("/latency_ms/total_s").doubleValue();
      runs += rung.at("/latency_ms/frames").longValue();
    }
    ObjectNode line = new ObjectMapper().createObjectNode();
    line.put("evaljob_slots", slots)
        .put("intra_op_threads", Integer.parseInt(args[2]))
        .put("turn", Integer.parseInt(args[3]))
        .put("frames", Integer.parseInt(args[4]))
        .put("runs_of_graphs", runs)
        .put("scenes_s", scenesS)
        .put("runtime_s_of_all_slots", runS);
    System.out.println(line);
  }
}
