package dev.bevdrift.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.bevdrift.jobs.table.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/** report.md and report.html, from the templates beside this class. */
public final class ReportFiles {
  /** The charting library in its package; lines, bars and points are all in the common build. */
  static final String CHARTS = "/META-INF/resources/webjars/echarts/5.5.0/echarts.common.min.js";

  private static final String FOLDER = "/dev/bevdrift/jobs/report/";

  /** The page's own script, in the order in which its parts need each other. */
  private static final List<String> SCRIPT =
      List.of("kit", "page", "table", "prices", "rung", "cost", "frames", "start");

  private ReportFiles() {}

  /** The report of a run as a pull-request comment in Markdown. */
  public static String markdown(Summary summary) {
    return markdown(SummaryJson.tree(summary));
  }

  /** The same, of a summary.json. */
  static String markdown(JsonNode summary) {
    // A pipe would end a cell; angle brackets would be HTML.
    Mustache.Compiler compiler =
        Mustache.compiler()
            .emptyStringIsFalse(true)
            .withEscaper(
                Escapers.simple(
                    new String[][] {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"|", "\\|"}}));
    Map<String, Object> view = ReportView.of(SummaryTree.of(summary));
    MarkdownView.shorten(view);
    return template(compiler, "report.md.mustache").execute(view);
  }

  /**
   * The report of a run as one HTML page that opens offline.
   *
   * @param root the run's folder, with everything but the page in it
   * @param frames the folder of frames that it took, for pictures
   * @param summary what summary.json says or will say
   */
  public static String html(Storage storage, Path root, Path frames, JsonNode summary) {
    SummaryTree tree = SummaryTree.of(summary);
    return html(tree, PageParts.read(storage, root, frames, tree));
  }

  static String html(SummaryTree summary, PageParts parts) {
    Map<String, Object> view = ReportView.of(summary);
    List<Map<String, Object>> rows = rows(view);
    CostView.into(view, rows, parts.run());
    FindingsView.into(view, parts.findings());
    List<Object> ran = new ArrayList<>((List<?>) view.get("ran"));
    ran.addAll(CostView.facts(parts.run()));
    view.put("ran", ran);
    return page("report.html.mustache", view, data(summary, parts), SCRIPT);
  }

  /**
   * A page that opens offline: its view, its data for the script, and the script's parts.
   *
   * @param script names without their ending, in the order in which they need each other
   */
  static String page(
      String template, Map<String, Object> view, ObjectNode data, List<String> script) {
    Map<String, Object> whole = new LinkedHashMap<>(view);
    whole.put("charts", resource(CHARTS));
    whole.put("pageStyle", resource(FOLDER + "page.css"));
    whole.put("pageData", embedded(data));
    whole.put(
        "pageScript",
        script.stream()
            .map(name -> resource(FOLDER + name + ".js"))
            .collect(Collectors.joining("\n")));
    return template(Mustache.compiler().emptyStringIsFalse(true).escapeHTML(true), template)
        .execute(whole);
  }

  @SuppressWarnings("unchecked") // ReportView puts them
  private static List<Map<String, Object>> rows(Map<String, Object> view) {
    return (List<Map<String, Object>>) view.get("rows");
  }

  private static ObjectNode data(SummaryTree summary, PageParts parts) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    ObjectNode slim = summary.root().deepCopy();
    // The page has its tables of slices already.
    slim.path("rungs").forEach(rung -> ((ObjectNode) rung).remove("slices"));
    data.set("summary", slim);
    data.set("cost", parts.run().path("rungs"));
    data.set("curves", parts.curves());
    data.set("divergence", parts.divergence());
    data.set("frames", parts.frames());
    ObjectNode baselines = data.putObject("baselines");
    for (JsonNode row : summary.rows()) {
      baselines.put(row.path("id").asText(), SummaryTree.baselineRow(row));
    }
    return data;
  }

  /** JSON for a script element, inside which only "</" and "<!--" are special. */
  private static String embedded(JsonNode data) {
    return data.toString().replace("<", "\\u003c");
  }

  private static Template template(Mustache.Compiler compiler, String name) {
    return compiler.compile(resource(FOLDER + name));
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
