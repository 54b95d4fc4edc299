package dev.bevdrift.jobs.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The attribution in summary.json; what was not measured is null. */
final class AttributionJson {
  private AttributionJson() {}

  static ObjectNode tree(Attribution attribution) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    putTexts(root, "order", attribution.order());
    var rows = root.putArray("rows");
    for (Attribution.Row row : attribution.rows()) {
      ObjectNode node = rows.addObject().put("rewrite", row.rewrite());
      put(node, "alone", row.alone(), AttributionJson::ofRung);
      put(node, "cumulative", row.cumulative(), AttributionJson::cumulative);
      put(node, "leave_one_out", row.leaveOneOut(), AttributionJson::leaveOneOut);
      put(node, "interaction", row.interaction(), AttributionJson::part);
      put(node, "parts", row.parts(), AttributionJson::parts);
      if (row.sameGraphAs().isEmpty()) {
        node.putNull("same_graph_as");
      } else {
        node.put("same_graph_as", row.sameGraphAs());
      }
    }
    put(root, "whole", attribution.whole(), AttributionJson::whole);
    return root;
  }

  private static <T> void put(
      ObjectNode node, String key, Optional<T> value, Function<T, ObjectNode> json) {
    if (value.isPresent()) {
      node.set(key, json.apply(value.get()));
    } else {
      node.putNull(key);
    }
  }

  private static void putTexts(ObjectNode node, String key, List<String> texts) {
    var array = node.putArray(key);
    texts.forEach(array::add);
  }

  private static ObjectNode part(Attribution.Part part) {
    return putPart(JsonNodeFactory.instance.objectNode(), part);
  }

  private static ObjectNode ofRung(Attribution.Part part) {
    return putPart(JsonNodeFactory.instance.objectNode().put("rung", part.rung()), part);
  }

  private static ObjectNode putPart(ObjectNode node, Attribution.Part part) {
    SizeJson.put(node, "nd_score", part.ndScore());
    SizeJson.put(node, "mean_ap", part.meanAp());
    SizeJson.put(node, "low", part.low());
    SizeJson.put(node, "high", part.high());
    return node;
  }

  private static ObjectNode cumulative(Attribution.Cumulative cumulative) {
    ObjectNode node = ofRung(cumulative.sum());
    putTexts(node, "adds", cumulative.adds());
    node.set("step", part(cumulative.step()));
    return node;
  }

  private static ObjectNode leaveOneOut(Attribution.LeaveOneOut left) {
    ObjectNode node = ofRung(left.part());
    putTexts(node, "without", left.without());
    return node;
  }

  private static ObjectNode parts(Attribution.Parts parts) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set("rewrite", part(parts.rewrite()));
    node.set("exporter_runtime", part(parts.exporterRuntime()));
    return node;
  }

  private static ObjectNode whole(Attribution.Whole whole) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("rung", whole.total().rung());
    node.put("against", whole.against());
    node.set("total", part(whole.total()));
    node.set("sum", part(whole.sum()));
    node.set("interaction", part(whole.interaction()));
    putTexts(node, "missing", whole.missing());
    put(node, "parts", whole.parts(), AttributionJson::parts);
    return node;
  }
}
