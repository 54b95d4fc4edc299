package dev.bevdrift.jobs.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** report.md and report.html, from the templates beside this class. */
public final class ReportFiles {
  /** The charting library in its package; what it draws is plain bars, so the common build does. */
  static final String CHARTS = "/META-INF/resources/webjars/echarts/5.5.0/echarts.common.min.js";

  private ReportFiles() {}

  /** The report as a pull-request comment in Markdown. */
  public static String markdown(Summary summary) {
    // A pipe would end a cell; angle brackets would be HTML.
    Mustache.Compiler compiler =
        Mustache.compiler()
            .emptyStringIsFalse(true)
            .withEscaper(
                Escapers.simple(
                    new String[][] {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"|", "\\|"}}));
    return template(compiler, "report.md.mustache").execute(ReportView.of(summary));
  }

  /** The report as one HTML page that opens offline. */
  public static String html(Summary summary) {
    Map<String, Object> view = ReportView.of(summary);
    view.put("charts", resource(CHARTS));
    // Inside a script element only "</" and "<!--" are special; JSON may spell them otherwise.
    ObjectNode json = SummaryJson.tree(summary);
    // The page has its tables of slices already.
    json.path("rungs").forEach(rung -> ((ObjectNode) rung).remove("slices"));
    view.put("json", json.toString().replace("<", "\\u003c"));
    return template(
            Mustache.compiler().emptyStringIsFalse(true).escapeHTML(true), "report.html.mustache")
        .execute(view);
  }

  private static Template template(Mustache.Compiler compiler, String name) {
    return compiler.compile(resource("/dev/bevdrift/jobs/report/" + name));
  }

  private static String resource(String name) {
    try (InputStream stream = ReportFiles.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(
            "Cannot write the report: " + name + " is not on the class path, expected in the jar");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("Cannot read " + name, unreadable);
    }
  }
}
