package dev.bevdrift.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Precision over recall of every row, class and matching distance, small enough for a page.
 *
 * <p>Precision stands in thousandths at recall 0, 0.01, ... 1 and ends before the zeros that follow
 * the last recall reached; AP is that of metrics_summary.json. A row without metrics is left out.
 */
final class CurvesJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int THOUSANDTHS = 1000;

  private CurvesJson() {}

  /** The curves of {@code rows}: {@code {ROW: {CLASS: {DISTANCE: {ap, precision[]}}}}}. */
  static ObjectNode read(RunFiles run, List<String> rows) {
    ObjectNode curves = NODES.objectNode();
    for (String row : rows) {
      JsonNode details = run.json("metrics/" + row + "/metrics_details.json");
      if (details.isObject()) {
        JsonNode summary = run.json("metrics/" + row + "/metrics_summary.json");
        curves.set(row, classes(details, summary.path("label_aps")));
      }
    }
    return curves;
  }

  private static ObjectNode classes(JsonNode details, JsonNode aps) {
    ObjectNode classes = NODES.objectNode();
    for (Map.Entry<String, JsonNode> entry : details.properties()) {
      int colon = entry.getKey().lastIndexOf(':');
      if (colon > 0) {
        String name = entry.getKey().substring(0, colon);
        String distance = entry.getKey().substring(colon + 1);
        ObjectNode curve = classes.withObject("/" + name).putObject(distance);
        double ap = aps.path(name).path(distance).asDouble(Double.NaN);
        if (Double.isFinite(ap)) {
          curve.put("ap", ap);
        }
        curve.set("precision", precision(entry.getValue().path("precision")));
      }
    }
    return classes;
  }

  private static ArrayNode precision(JsonNode from) {
    List<Integer> values = new ArrayList<>();
    from.forEach(p -> values.add((int) Math.round(p.asDouble() * THOUSANDTHS)));
    int end = values.size();
    while (end > 0 && values.get(end - 1) == 0) {
      end--;
    }
    ArrayNode to = NODES.arrayNode();
    values.subList(0, end).forEach(to::add);
    return to;
  }
}
