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
 * seed, and the JSON file or {@code -}.
 */
public final class VerdictBench {
  /** Largest true difference over its margin; 1 is the boundary. */
  private static final double[] SEVERITIES = {0.25, 0.5, 1.05, 1.25, 1.5, 2, 3};

  private static final int TRUTH_SCENES = 4000;

  /** Times fewer pairs are inside the margins than beyond. */
  private static final int INSIDE = 3;

  /** Of the bound on a share that was counted. */
  private static final double SURE = 0.95;

  private VerdictBench() {}

  /** Runs the bench. */
  public static void main(String[] args) throws IOException {
    int scenes = Integer.parseInt(args[0]);
    int pairs = Integer.parseInt(args[1]);
    VerdictSimulation simulation =
        new VerdictSimulation(scenes, TRUTH_SCENES, Long.parseLong(args[4]));
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("bench", "verdicts")
        .put("scenes", scenes)
        .put("pairs_a_cell", pairs)
        .put("seed", args[4]);
    ArrayNode rows = json.putArray("cells");
    int beyond = 0;
    int falseHarmless = 0;
    int falseExact = 0;
    for (double aim : SEVERITIES) {
      // Inside the margins there is nothing to prove: words are counted there for comparison.
      int each = aim < 1 ? Math.max(1, pairs / INSIDE) : pairs;
      for (VerdictSimulation.Cell cell : simulation.cells(aim, each)) {
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
          falseExact += cell.of(Word.EXACT);
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "pairs beyond a margin %d, called harmless %d (%.2f %%, at most %.2f %%), exact %d%n",
        beyond,
        falseHarmless,
        100.0 * falseHarmless / beyond,
        100 * atMost(falseHarmless, beyond),
        falseExact);
    json.put("beyond", beyond).put("false_harmless", falseHarmless).put("exact", falseExact);
    VerdictSimulation.Families families =
        simulation.families(Integer.parseInt(args[2]), Integer.parseInt(args[3]));
    System.out.printf(
        Locale.ROOT,
        "families without a difference %d of %s rungs, with a claim %d (at most %.2f %%), losses"
            + " here %d%n",
        families.families(),
        args[3],
        families.claimed(),
        100 * atMost(families.claimed(), families.families()),
        families.losses());
    json.put("families", families.families()).put("rungs", Integer.parseInt(args[3]));
    json.put("families_with_false_claim", families.claimed()).put("losses", families.losses());
    if (!args[5].equals("-")) {
      Files.writeString(
          Path.of(args[5]),
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
    }
  }

  /**
   * What a share is at most, with the certainty stated. Source: C. Clopper and E. Pearson, 1934.
   *
   * @param seen how often it was counted
   * @param of among how many
   */
  private static double atMost(int seen, int of) {
    double low = 0;
    double high = 1;
    for (int i = 0; i < 60; i++) {
      double share = (low + high) / 2;
      double term = Math.pow(1 - share, of);
      double cumulative = term;
      for (int k = 1; k <= seen; k++) {
        term *= share / (1 - share) * (of - k + 1) / k;
        cumulative += term;
      }
      if (cumulative > 1 - SURE) {
        low = share;
      } else {
        high = share;
      }
    }
    return high;
  }
}
