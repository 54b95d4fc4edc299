package dev.bevdrift.jobs.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.udf.finding.Finding;
import dev.bevdrift.udf.finding.Finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
    to.set("findings", array(findings));
  }

  /** Findings as an array, in the order given. */
  public static ArrayNode array(List<Finding> findings) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
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
    return rows;
  }

  /** What {@link #array} was made of; empty when it is no such array. */
  public static Optional<List<Finding>> read(JsonNode array) {
    if (!array.isArray()) {
      return Optional.empty();
    }
    List<Finding> findings = new ArrayList<>();
    for (JsonNode row : array) {
      Optional<Severity> severity =
          Stream.of(Severity.values())
              .filter(one -> one.key().equals(row.path("severity").asText()))
              .findFirst();
      if (severity.isEmpty()) {
        return Optional.empty();
      }
      findings.add(
          new Finding(
              row.path("rule").asText(),
              severity.get(),
              row.path("rung").asText(),
              row.path("subject").asText(),
              row.path("message").asText(),
              row.path("evidence").asText(),
              row.path("next").asText(),
              row.path("rewrite").asText()));
    }
    return Optional.of(findings);
  }
}
