package dev.bevdrift.jobs.job;

import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.command.MetricsPhases;
import dev.bevdrift.metrics.command.MetricsResult;
import dev.bevdrift.metrics.score.ClassScore;
import dev.bevdrift.metrics.score.DetectionScore;
import java.util.List;
import java.util.Locale;

/**
 * Figures as text, laid out like the devkit's own, so that scripts that read that go on working.
 */
final class MetricsTable {
  private MetricsTable() {}

  /** The means, then a row a class; a last line names what a subset's user should know. */
  static String text(MetricsResult result) {
    DetectionScore score = result.score();
    StringBuilder text = new StringBuilder(1024);
    line(text, "mAP: " + number("%.4f", score.meanAp()));
    for (TpError which : TpError.values()) {
      line(text, which.meanName() + ": " + number("%.4f", score.tpError(which)));
    }
    line(text, "NDS: " + number("%.4f", score.ndScore()));
    line(text, "Eval time: " + number("%.1f", result.evalS()) + "s");
    line(text, "");
    line(text, "Per-class results:");
    line(
        text,
        String.format(
            Locale.ROOT,
            "%-20s\t%-6s\t%-6s\t%-6s\t%-6s\t%-6s\t%-6s",
            "Object Class",
            "AP",
            "ATE",
            "ASE",
            "AOE",
            "AVE",
            "AAE"));
    for (ClassScore c : score.classScores()) {
      StringBuilder row = new StringBuilder();
      row.append(String.format(Locale.ROOT, "%-20s", c.detectionClass().jsonName()));
      row.append('\t').append(cell(c.meanDistAp()));
      for (TpError which : TpError.values()) {
        row.append('\t').append(cell(c.tpError(which)));
      }
      line(text, row.toString());
    }
    absentClasses(text, score);
    return text.toString();
  }

  /** A line a phase, in seconds; {@code tablesS} is that of the tables. */
  static String timings(MetricsResult result, double tablesS) {
    MetricsPhases phases = result.phases().orElseThrow();
    StringBuilder text = new StringBuilder(256);
    line(text, "");
    phase(text, "read tables", tablesS);
    phase(text, "read JSON", phases.resultsS());
    phase(text, "filter", phases.filterS());
    phase(text, "match", phases.matchS());
    phase(text, "curves", phases.curvesS());
    phase(text, "write", phases.writeS());
    return text.toString();
  }

  private static void phase(StringBuilder text, String name, double seconds) {
    line(text, String.format(Locale.ROOT, "Time: %-12s %8.3f s", name, seconds));
  }

  private static void absentClasses(StringBuilder text, DetectionScore score) {
    List<DetectionClass> present = score.presentClasses();
    int all = score.config().classes().size();
    if (present.size() < all) {
      line(text, "");
      line(
          text,
          (all - present.size())
              + " of "
              + all
              + " classes have no true box here and count as 0 above; mAP over the "
              + present.size()
              + " present: "
              + number("%.4f", score.meanApOfPresentClasses())
              + ", NDS: "
              + number(
                  "%.4f",
                  score.ofPresentClasses().map(DetectionScore::ndScore).orElse(Double.NaN)));
    }
  }

  private static String cell(double value) {
    return String.format(Locale.ROOT, "%-6s", number("%.3f", value));
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "nan" : String.format(Locale.ROOT, format, value);
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append(System.lineSeparator());
  }
}
