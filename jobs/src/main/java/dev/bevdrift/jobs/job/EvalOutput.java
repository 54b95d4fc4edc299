package dev.bevdrift.jobs.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.config.EvalOptions;
import dev.bevdrift.jobs.doctor.FindingsText;
import dev.bevdrift.jobs.gate.JUnitXml;
import dev.bevdrift.jobs.report.ConsoleTable;
import dev.bevdrift.jobs.report.ReportFiles;
import dev.bevdrift.jobs.report.Summary;
import dev.bevdrift.jobs.report.SummaryJson;
import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.run.RunClock;
import dev.bevdrift.jobs.run.RunFolder;
import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.jobs.stage.Forecast;
import dev.bevdrift.jobs.stage.OpenGraphs;
import dev.bevdrift.jobs.stage.RungForms;
import dev.bevdrift.jobs.stage.SceneModels;
import dev.bevdrift.metrics.score.FiguresJson;
import dev.bevdrift.udf.finding.Finding;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** What the command eval writes and says. */
final class EvalOutput {
  private static final double MS_PER_S = 1000;
  private static final double S_PER_MIN = 60;
  private static final double BYTES_PER_MB = 1e6;

  private final PrintWriter out;

  EvalOutput(PrintWriter out) {
    this.out = out;
  }

  /** Says what would run. */
  int dryRun(EvalPlan plan, OpenGraphs open) {
    SceneModels graphs = open.models();
    int passes = graphs.count();
    out.printf(
        Locale.ROOT,
        "Would run %d frames of %d scenes through %d graphs (%d runs of a graph), into %s.%n",
        plan.frames(),
        plan.units().stream().map(SceneUnit::sceneToken).distinct().count(),
        passes,
        (long) passes * plan.frames(),
        plan.options().out());
    out.printf("Rungs: %s%n", String.join(", ", graphs.ids()));
    out.printf("Provider: %s (%s)%n", graphs.provider(), graphs.providerNote());
    open.forms().ifPresent(this::forms);
    if (SparkSettings.placement() == OpenGraphs.Placement.THIS_JVM) {
      forecast(Forecast.of(plan, graphs), plan.frames(), SparkSettings.slots());
    } else {
      out.printf("Time and disk: not known before an executor has run a frame%n");
    }
    out.flush();
    return CommandLines.OK;
  }

  private void forms(RungForms forms) {
    out.printf(
        "Shared prefix: %s%n",
        forms.inParts().isEmpty() ? "none" : String.join(", ", forms.inParts()));
    forms.notices().forEach(notice -> out.printf("Notice: %s%n", notice));
  }

  private void forecast(Forecast forecast, int frames, int slots) {
    out.printf(
        Locale.ROOT,
        "Time: about %s on %d task slots, %.0f ms a frame and slot; start, scores and reports take"
            + " about %s more%n",
        about(forecast.frameMs() * frames / slots),
        slots,
        forecast.frameMs(),
        about(forecast.restMs()));
    out.printf(
        Locale.ROOT, "Disk: at most %.0f MB%n", Math.ceil(forecast.diskBytes() / BYTES_PER_MB));
  }

  private static String about(double ms) {
    double seconds = ms / MS_PER_S;
    return seconds < 2 * S_PER_MIN
        ? String.format(Locale.ROOT, "%.0f s", Math.ceil(seconds))
        : String.format(Locale.ROOT, "%.0f min", Math.ceil(seconds / S_PER_MIN));
  }

  /** Writes the reports, summary.json last, and prints the table. */
  void write(
      EvalPlan plan, RunFolder run, Summary summary, List<Finding> findings, RunClock clock) {
    String json = SummaryJson.text(summary);
    ObjectNode tree = SummaryJson.tree(summary);
    run.writeText(FiguresJson.NAME, FiguresJson.text(summary.figures()));
    run.writeText(JUnitXml.FILE, JUnitXml.text(tree, Optional.empty()));
    run.timed(clock.json());
    EvalOptions options = plan.options();
    String html = ReportFiles.html(plan.storage(), run.root(), new Path(options.frames()), tree);
    run.finish(clock.json(), html, ReportFiles.markdown(summary), json);
    if (options.json()) {
      out.print(json);
    } else {
      print(summary, tree, findings, run, clock);
    }
    out.flush();
  }

  /**
   * Says what became of the run's place in a history.
   *
   * @param line empty where there is nothing to say
   */
  void remembered(EvalPlan plan, String line) {
    if (!line.isEmpty() && !plan.options().json()) {
      out.println(line);
      out.flush();
    }
  }

  private void print(
      Summary summary, ObjectNode tree, List<Finding> findings, RunFolder run, RunClock clock) {
    out.print(ConsoleTable.text(summary));
    out.print(EvalNotes.text(tree));
    out.print(FindingsText.lines(findings));
    out.printf(
        Locale.ROOT,
        "%d frames of %d scenes in %.0f s; report: %s%n",
        summary.data().frames(),
        summary.data().scenes(),
        clock.totalS(),
        run.path("report.html"));
  }
}
