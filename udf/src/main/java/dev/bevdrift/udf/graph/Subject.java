package dev.bevdrift.udf.graph;

import dev.bevdrift.udf.finding.Finding;
import dev.bevdrift.udf.finding.Finding.Severity;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.ladder.Role;
import java.util.Map;
import java.util.Optional;

/**
 * What the rules look at.
 *
 * @param rung id of the rung
 * @param opset as the manifest has it; 0 where it says nothing
 * @param inputs graph name to role, as the manifest has them
 * @param cells number of BEV cells of the model
 */
record Subject(
    String rung,
    int opset,
    Map<String, Role> inputs,
    OnnxGraph graph,
    Constants constants,
    ElementTypes types,
    int cells) {
  private static final String PROBE =
      "bin/ladder probe shows which inputs the graph still hears; bin/eval what it costs";

  static Subject of(Ladder ladder, GraphRung rung) {
    OnnxGraph graph = OnnxGraph.read(ladder.folder().resolve(rung.graph().path()));
    int cells = ladder.bev().height() * ladder.bev().width();
    return of(rung.id(), rung.opset(), rung.inputs(), graph, cells);
  }

  static Subject of(String rung, int opset, Map<String, Role> inputs, OnnxGraph graph, int cells) {
    return new Subject(
        rung, opset, inputs, graph, Constants.of(graph), ElementTypes.of(graph), cells);
  }

  /** The graph's name for an input of that role. */
  Optional<String> inputNamed(Role role) {
    return inputs.entrySet().stream()
        .filter(entry -> entry.getValue() == role)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /**
   * A finding about this rung's graph.
   *
   * @param place the node or value, empty for the graph as a whole
   * @param fact what was seen
   * @param meaning what it leads to; empty where the fact says it
   */
  Finding finding(
      String code, Severity severity, String place, String fact, String meaning, String rewrites) {
    return new Finding(
        code,
        severity,
        rung,
        place,
        meaning.isEmpty() ? fact : meaning,
        fact,
        severity == Severity.ERROR ? PROBE : "",
        rewrites);
  }
}
