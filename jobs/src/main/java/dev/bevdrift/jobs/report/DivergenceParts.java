package dev.bevdrift.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;

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
   * @return compared_with, tolerance, and frames with their taps as {@code [tap, relative]}
   */
  static ObjectNode of(JsonNode all) {
    ObjectNode small = JsonNodeFactory.instance.objectNode();
    small.set("compared_with", all.path("compared_with"));
    small.set("tolerance", all.path("tolerance"));
    ArrayNode frames = small.putArray("frames");
    for (JsonNode frame : all.path("frames")) {
      ObjectNode to = frames.addObject();
      for (String key : new String[] {"rung", "sample_token", "first", "between"}) {
        to.set(key, frame.path(key));
      }
      ArrayNode taps = to.putArray("taps");
      for (JsonNode tap : frame.path("taps")) {
        double relative = SummaryTree.number(tap, "/relative");
        ArrayNode pair = taps.addArray().add(tap.path("tap").asText());
        if (Double.isNaN(relative)) {
          pair.addNull();
        } else {
          pair.add(rounded(relative));
        }
      }
    }
    return small;
  }

  private static double rounded(double value) {
    return new BigDecimal(value).round(new MathContext(THREE_DIGITS)).doubleValue();
  }
}
