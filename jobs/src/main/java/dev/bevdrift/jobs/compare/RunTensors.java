package dev.bevdrift.jobs.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The raw outputs of two rungs of one run, where that run compared them with each other. */
final class RunTensors {
  private static final Map<String, String> ORIGINALS =
      Map.of("original", "temporal", "original-nontemporal", "nontemporal");

  private RunTensors() {}

  /** The differences that the run's summary holds of b against a; none where it holds others. */
  static List<TensorLine> of(Side a, Side b) {
    if (a.run().isEmpty() || !a.run().equals(b.run())) {
      return List.of();
    }
    String baseline = ORIGINALS.getOrDefault(a.rung(), "rung:" + a.rung());
    List<TensorLine> lines = new ArrayList<>();
    for (JsonNode row : read(b.run().get().resolve(Side.SUMMARY)).path("rungs")) {
      boolean compared =
          row.path("id").asText().equals(b.rung())
              && row.path("baseline").asText().equals(baseline);
      if (compared) {
        row.at("/tensor_diff/outputs")
            .properties()
            .forEach(of -> lines.add(line(of.getKey(), of.getValue())));
      }
    }
    return lines;
  }

  private static TensorLine line(String name, JsonNode of) {
    return new TensorLine(
        name,
        of.path("frames").longValue(),
        number(of, "max_abs"),
        number(of, "mean_abs"),
        number(of, "rms_abs"),
        number(of, "relative"),
        number(of, "cosine"),
        number(of, "snr_db"),
        of.at("/worst/sample_token").asText(""));
  }

  /** JSON has no infinity: where an element is not finite the summary holds null. */
  private static double number(JsonNode of, String key) {
    return of.path(key).isNumber() ? of.get(key).doubleValue() : Double.NaN;
  }

  private static JsonNode read(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new InputException("Cannot read " + file + ": it is no JSON, expected a summary", e);
    }
  }
}
