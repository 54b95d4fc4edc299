package dev.bevdrift.jobs.stage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.verdict.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How often verdicts are wrong on pairs whose truth is known: {@code bin/bench verdicts}.
 *
 * <p>Arguments: scenes of a pair, pairs of each effect and severity, families, rungs of a family,
 * and the JSON file or {@code -}.
 */
public final class VerdictBench {
  /** Largest true difference over its margin; 1 is the boundary. */
  private static final double[] SEVERITIES = {0.25, 0.5, 1.02, 1.5, 2, 3};

  private static final int TRUTH_SCENES = 4000;

  private VerdictBench() {}

  /** Runs the bench. */
  public static void main(String[] args) throws IOException {
    int scenes = Integer.parseInt(args[0]);
    int pairs = Integer.parseInt(args[1]);
    VerdictSimulation simulation = new VerdictSimulation(scenes, TRUTH_SCENES);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("bench", "verdicts").put("scenes", scenes).put("pairs_a_cell", pairs);
    ArrayNode rows = json.putArray("cells");
    int beyond = 0;
    int falseHarmless = 0;
    for (double aim : SEVERITIES) {
      for (VerdictSimulation.Cell cell : simulation.cells(aim, pairs)) {
        ObjectNode row = rows.addObject().put("effect", cell.effect().name());
        row.put("severity", cell.severity());
        StringBuilder line = new StringBuilder();
        for (Word word : Word.values()) {
          row.put(word.name(), cell.of(word));
          line.append(cell.of(word) > 0 ? " " + word.text() + " " + cell.of(word) : "");
        }
        System.out.printf(
            Locale.ROOT, "%-22s severity %.2f:%s%n", cell.effect(), cell.severity(), line);
        if (cell.severity() > 1) {
          beyond += cell.pairs();
          falseHarmless += cell.of(Word.HARMLESS);
        }
      }
    }
    System.out.printf("pairs beyond a margin %d, called harmless %d%n", beyond, falseHarmless);
    json.put("beyond", beyond).put("false_harmless", falseHarmless);
    VerdictSimulation.Families families =
        simulation.families(Integer.parseInt(args[2]), Integer.parseInt(args[3]));
    System.out.printf(
        "families without a difference %d of %s rungs, with a claim %d (losses here %d)%n",
        families.families(), args[3], families.claimed(), families.losses());
    json.put("families", families.families()).put("rungs", Integer.parseInt(args[3]));
    json.put("families_with_false_claim", families.claimed()).put("losses", families.losses());
    if (!args[4].equals("-")) {
      Files.writeString(
          Path.of(args[4]),
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
    }
  }
}
