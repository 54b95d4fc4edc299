package dev.bevdrift.metrics.interval;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Measures how often intervals hold the truth, by number of scenes: {@code bin/bench coverage}.
 *
 * <p>Arguments: number of worlds, number of replicates, share of the scenes in which the second
 * detector is worse, the JSON file or {@code -}, and the numbers of scenes.
 */
public final class CoverageBench {
  private static final int TRUTH_WORLDS = 5;

  private CoverageBench() {}

  /** Runs the bench. */
  public static void main(String[] args) throws IOException {
    int worlds = Integer.parseInt(args[0]);
    int replicates = Integer.parseInt(args[1]);
    double hurt = Double.parseDouble(args[2]);
    CoverageSimulation simulation = CoverageSimulation.of(hurt, replicates, TRUTH_WORLDS);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("bench", "coverage").put("worlds", worlds).put("replicates", replicates);
    json.put("hurt_share", hurt).put("nominal", MeasuredCoverage.NOMINAL);
    ArrayNode rows = json.putArray("rows");
    for (int i = 4; i < args.length; i++) {
      int scenes = Integer.parseInt(args[i]);
      CoverageSimulation.Shares shares = simulation.measure(scenes, worlds);
      rows.add(row(scenes, shares));
      System.out.println(shares.text(scenes));
    }
    if (!args[3].equals("-")) {
      Files.writeString(
          Path.of(args[3]),
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
    }
  }

  private static ObjectNode row(int scenes, CoverageSimulation.Shares shares) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("scenes", scenes);
    ObjectNode own = row.putObject("own");
    ObjectNode difference = row.putObject("difference");
    for (String name : CoverageSimulation.FIGURES) {
      own.put(name, shares.own(name));
      difference.put(name, shares.difference(name));
    }
    return row;
  }
}
