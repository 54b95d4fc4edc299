package dev.bevdrift.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.table.Storage;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * What a page shows beside summary.json. Each part may be a missing node or empty; its section then
 * says so or is left out.
 *
 * @param run run.json: what each rung took and weighs, timings, machine
 * @param curves precision over recall, see {@link CurvesJson}
 * @param findings findings.json's list
 * @param divergence see {@link DivergenceParts}
 * @param frames the worst frames, see {@link WorstFrames}
 */
record PageParts(
    JsonNode run, JsonNode curves, JsonNode findings, JsonNode divergence, JsonNode frames) {
  /** No part at all: the page of a summary alone. */
  static PageParts none() {
    ObjectNode empty = JsonNodeFactory.instance.objectNode();
    return new PageParts(empty, empty, JsonNodeFactory.instance.arrayNode(), empty, empty);
  }

  /**
   * Reads the parts of a run.
   *
   * @param root the run's folder
   * @param frames the folder of frames that it took
   */
  static PageParts read(Storage storage, Path root, Path frames, SummaryTree summary) {
    RunFiles run = new RunFiles(storage, root);
    List<String> rows = summary.rows().stream().map(row -> row.path("id").asText()).toList();
    return new PageParts(
        run.json("run.json"),
        summary.hasFigures() ? CurvesJson.read(run, rows) : JsonNodeFactory.instance.objectNode(),
        run.json("findings.json").path("findings"),
        DivergenceParts.of(run.json(DivergenceJson.NAME)),
        WorstFrames.read(run, summary, frames));
  }
}
