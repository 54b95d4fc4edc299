package dev.bevdrift.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a page shows of divergence.json: the first value that differs, and how far each one does.
 */
final class DivergenceParts {
  private static final int THREE_DIGITS = 3;

  private DivergenceParts() {}

  /**
   * A smaller document.
   *
   * @param all divergence.json, or a missing node
   * @return compared_with, tolerance, worst, and frames with their taps as {@code [tap, relative]},
   *     null for one that was not looked at or is not finite
   */
  static ObjectNode of(JsonNode all) {
    ObjectNode small = JsonNodeFactory.instance.objectNode();
    small.set("compared_with", all.path("compared_with"));
    small.set("tolerance", all.path("tolerance"));
    small.set("worst", all.path("worst"));
    ArrayNode frames = small.putArray("frames");
    for (JsonNode frame : all.path("frames")) {
      ObjectNode to = frames.addObject();
      for (String key :
          new String[] {"rung", "sample_token", "first", "between", "unseen", "certain"}) {
        to.set(key, frame.path(key));
      }
      ArrayNode taps = to.putArray("taps");
      Map<String, Double> differences = new LinkedHashMap<>();
      frame.path("order").forEach(tap -> differences.put(tap.asText(), Double.NaN));
      for (JsonNode tap : frame.path("taps")) {
        differences.put(tap.path("tap").asText(), SummaryTree.number(tap, "/relative"));
      }
      differences.forEach((tap, relative) -> pair(taps.addArray().add(tap), relative));
    }
    return small;
  }

  private static void pair(ArrayNode pair, double relative) {
    if (Double.isNaN(relative)) {
      pair.addNull();
    } else {
      pair.add(rounded(relative));
    }
  }

  private static double rounded(double value) {
    return new BigDecimal(value).round(new MathContext(THREE_DIGITS)).doubleValue();
  }
}
