package dev.bevdrift.jobs.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.udf.finding.Finding;
import java.util.List;

/** Findings as {@code findings.json}; its schema is {@code findings.schema.json}. */
public final class FindingsJson {
  /** The file's name in a run folder. */
  public static final String NAME = "findings.json";

  private static final int SCHEMA_VERSION = 1;

  private FindingsJson() {}

  /** The file's text, findings in the order given. */
  public static String text(List<Finding> findings) {
    ObjectNode root = new ObjectMapper().createObjectNode().put("schema_version", SCHEMA_VERSION);
    add(root, findings);
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("Cannot write a JSON tree as text", impossible);
    }
  }

  /** Adds the array {@code findings} to an object. */
  public static void add(ObjectNode to, List<Finding> findings) {
    ArrayNode rows = to.putArray("findings");
    for (Finding finding : findings) {
      rows.addObject()
          .put("rule", finding.rule())
          .put("severity", finding.severity().key())
          .put("rung", finding.rung())
          .put("subject", finding.subject())
          .put("message", finding.message())
          .put("evidence", finding.evidence())
          .put("next", finding.next())
          .put("rewrite", finding.rewrite());
    }
  }
}
