package dev.bevdrift.jobs.gate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bevdrift.jobs.gate.Check.Outcome;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * junit.xml as CI systems read it: a case a rung and, after a gate, a case a rule.
 *
 * <p>It holds no clock, so that the same run gives the same bytes. A rung fails when it lacks
 * frames though none may fail; a rung without a graph is skipped. A rule fails when a check of it
 * does; one that cannot be told is an error, one without anything to compare with is skipped.
 */
public final class JUnitXml {
  /** The file in a run folder. */
  public static final String FILE = "junit.xml";

  private static final int LISTED = 50;

  private final StringWriter text = new StringWriter();
  private final XMLStreamWriter out;

  private JUnitXml() throws XMLStreamException {
    // The JDK's own, so that no other library on the class path changes a byte.
    this.out = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
  }

  /**
   * The file's text.
   *
   * @param summary the tree of summary.json
   * @param gate what came of the gate, if there was one
   */
  public static String text(JsonNode summary, Optional<GateResult> gate) {
    try {
      JUnitXml xml = new JUnitXml();
      xml.write(summary, gate);
      return xml.text + "\n";
    } catch (XMLStreamException impossible) {
      throw new IllegalStateException("Cannot write XML into memory", impossible);
    }
  }

  private void write(JsonNode summary, Optional<GateResult> gate) throws XMLStreamException {
    out.writeStartDocument("UTF-8", "1.0");
    line(0);
    out.writeStartElement("testsuites");
    out.writeAttribute("name", "bevdrift");
    boolean complete = summary.path("status").asText().equals("complete");
    List<JsonNode> rungs =
        summary
            .path("rungs")
            .valueStream()
            .filter(rung -> !rung.path("kind").asText().equals("original"))
            .toList();
    long skipped = rungs.stream().filter(JUnitXml::isSkipped).count();
    long failed = complete ? 0 : rungs.stream().filter(JUnitXml::lacksFrames).count();
    suite("rungs", rungs.size(), failed, 0, skipped);
    for (JsonNode rung : rungs) {
      rung(rung, complete);
    }
    end(1);
    if (gate.isPresent()) {
      rules(gate.get());
    }
    end(0);
    out.writeEndDocument();
    out.flush();
  }

  private void rules(GateResult gate) throws XMLStreamException {
    suite(
        "gate",
        gate.rules().size(),
        count(gate, Outcome.FAIL),
        count(gate, Outcome.OPEN),
        count(gate, Outcome.NEW));
    for (RuleResult result : gate.rules()) {
      start("gate", result.rule().name());
      switch (result.outcome()) {
        case FAIL -> problem("failure", "regression", result.line(), checks(result));
        case OPEN -> problem("error", "cannot tell", result.line(), checks(result));
        case NEW -> problem("skipped", "", result.line(), "");
        case PASS -> said(result.line());
      }
      end(2);
    }
    end(1);
  }

  private static long count(GateResult gate, Outcome outcome) {
    return gate.rules().stream().filter(rule -> rule.outcome() == outcome).count();
  }

  private static String checks(RuleResult result) {
    List<Check> worst = result.worst(result.outcome());
    StringBuilder lines = new StringBuilder();
    worst.stream().limit(LISTED).forEach(check -> lines.append(check.text()).append('\n'));
    if (worst.size() > LISTED) {
      lines.append("and ").append(worst.size() - LISTED).append(" more, see gate.json\n");
    }
    return lines.toString();
  }

  private void rung(JsonNode rung, boolean complete) throws XMLStreamException {
    start("rungs", rung.path("id").asText());
    int failed = rung.path("failed_frames").asInt();
    if (isSkipped(rung)) {
      problem("skipped", "", "not exportable: " + rung.path("not_exportable").asText(), "");
    } else if (!complete && failed > 0) {
      problem("failure", "incomplete", failed + " frames failed, see errors/", "");
    }
    String verdict = rung.path("verdict").asText("no verdict");
    said(
        (rung.path("verdict").isTextual() ? verdict : "no verdict")
            + (rung.path("reason").isTextual() ? ": " + rung.path("reason").asText() : ""));
    end(2);
  }

  private static boolean isSkipped(JsonNode rung) {
    return rung.path("kind").asText().equals("not_exportable");
  }

  private static boolean lacksFrames(JsonNode rung) {
    return rung.path("failed_frames").asInt() > 0;
  }

  private void suite(String name, long tests, long failures, long errors, long skipped)
      throws XMLStreamException {
    line(1);
    out.writeStartElement("testsuite");
    out.writeAttribute("name", name);
    out.writeAttribute("tests", Long.toString(tests));
    out.writeAttribute("failures", Long.toString(failures));
    out.writeAttribute("errors", Long.toString(errors));
    out.writeAttribute("skipped", Long.toString(skipped));
    out.writeAttribute("time", "0");
  }

  private void start(String suite, String name) throws XMLStreamException {
    line(2);
    out.writeStartElement("testcase");
    out.writeAttribute("classname", "bevdrift." + suite);
    out.writeAttribute("name", clean(name));
    out.writeAttribute("time", "0");
  }

  private void problem(String element, String type, String message, String body)
      throws XMLStreamException {
    line(3);
    out.writeStartElement(element);
    out.writeAttribute("message", clean(message));
    if (!type.isEmpty()) {
      out.writeAttribute("type", type);
    }
    out.writeCharacters(clean(body));
    out.writeEndElement();
  }

  private void said(String what) throws XMLStreamException {
    line(3);
    out.writeStartElement("system-out");
    out.writeCharacters(clean(what));
    out.writeEndElement();
  }

  private void end(int depth) throws XMLStreamException {
    line(depth);
    out.writeEndElement();
  }

  private void line(int depth) throws XMLStreamException {
    out.writeCharacters("\n" + "  ".repeat(depth));
  }

  /** XML has no way to write most control characters. */
  private static String clean(String text) {
    return text.replaceAll(
        "[^\\x09\\x0A\\x0D\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "?");
  }
}
