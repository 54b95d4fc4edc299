package dev.bevdrift.jobs.history;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A history as one HTML page that opens offline. */
public final class HistoryPage {
  /** The charting library in its package, as the report packs it in. */
  static final String CHARTS = "/META-INF/resources/webjars/echarts/5.5.0/echarts.common.min.js";

  private HistoryPage() {}

  static String html(List<Series> all) {
    return Mustache.compiler()
        .escapeHTML(true)
        .compile(resource("/dev/bevdrift/jobs/history/history.html.mustache"))
        .execute(
            Map.of(
                "charts",
                resource(CHARTS),
                // Inside a script element only "</" and "<!--" are special; JSON may spell them
                // otherwise.
                "json",
                HistoryJson.tree(all).toString().replace("<", "\\u003c")));
  }

  private static String resource(String name) {
    try (InputStream stream = HistoryPage.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(
            "Cannot write the page: " + name + " is not on the class path, expected in the jar");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("Cannot read " + name, unreadable);
    }
  }
}
