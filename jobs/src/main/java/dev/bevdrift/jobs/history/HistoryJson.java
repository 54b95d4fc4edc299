package dev.bevdrift.jobs.history;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.table.HistoryRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A history as JSON: for programs, and inside the page. */
final class HistoryJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private HistoryJson() {}

  /** Groups of series that may be drawn together, each with its runs; values refer to runs. */
  static ObjectNode tree(List<Series> all) {
    ObjectNode root = NODES.objectNode().put("schema_version", 1);
    ArrayNode groups = root.putArray("groups");
    Map<Series.Key, ObjectNode> byKey = new LinkedHashMap<>();
    Map<String, Integer> places = new LinkedHashMap<>();
    for (Series series : all) {
      ObjectNode group = byKey.computeIfAbsent(series.key(), key -> group(groups.addObject(), key));
      add(group, series, places);
    }
    return root;
  }

  private static ObjectNode group(ObjectNode node, Series.Key key) {
    node.put("title", key.text());
    node.put("model", key.model());
    node.put("data", key.data());
    node.put("data_sha256", key.dataSha256());
    node.put("runtime", key.runtime());
    node.put("conditions_sha256", key.conditionsSha256());
    node.putArray("runs");
    node.putArray("series");
    return node;
  }

  private static void add(ObjectNode group, Series series, Map<String, Integer> places) {
    ArrayNode runs = (ArrayNode) group.get("runs");
    ObjectNode node = ((ArrayNode) group.get("series")).addObject();
    node.put("rung", series.address().rung());
    node.put("slice", series.address().slice());
    node.put("figure", series.address().figure());
    ArrayNode points = node.putArray("points");
    for (Series.Point point : series.points()) {
      int place =
          places.computeIfAbsent(
              series.key().conditionsSha256() + series.key().model() + point.run().id(),
              id -> {
                runs.add(run(point.run()));
                return runs.size() - 1;
              });
      points.addArray().add(place).add(point.value());
    }
    series.changes().forEach(node.putArray("changes")::add);
  }

  private static ObjectNode run(HistoryRun run) {
    return NODES
        .objectNode()
        .put("run", run.name())
        .put("finished", HistoryText.minute(run.finishedUs()))
        .put("finished_us", run.finishedUs())
        .put("commit", run.commit())
        .put("checkpoint_sha256", run.checkpointSha256())
        .put("ladder_sha256", run.ladderSha256())
        .put("gate", run.gate());
  }
}
