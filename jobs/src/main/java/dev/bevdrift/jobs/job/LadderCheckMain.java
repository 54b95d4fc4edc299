package dev.bevdrift.jobs.job;

import dev.bevdrift.jobs.doctor.FindingsJson;
import dev.bevdrift.udf.finding.Finding;
import dev.bevdrift.udf.finding.Finding.Severity;
import dev.bevdrift.udf.graph.GraphLint;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ladder check}: the manifest, every file it names, and what the graphs look like. */
@Command(
    name = "check",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Checks ladder.yaml and every file it names, then reads each graph and says what in it is",
      "an error (a value of the traced frame where an input should be), risky, or worth a note.",
      "A finding says that something is there; what it costs, bin/eval measures."
    },
    footer = {"", "Exit codes: 0 the ladder can be run, 2 it cannot."})
final class LadderCheckMain implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The folder with ladder.yaml.")
  private Path folder;

  @Option(
      names = "--rungs",
      paramLabel = "ID",
      split = ",",
      description = "Only these, and the rungs that they are compared with.")
  private List<String> rungs = List.of();

  @Option(names = "--json", description = "Print the findings as JSON, for programs.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  @Override
  public Integer call() {
    Ladder whole = Ladder.open(folder);
    Ladder ladder = rungs.isEmpty() ? whole : whole.select(rungs);
    PrintWriter out = spec.commandLine().getOut();
    List<Finding> all = new ArrayList<>();
    for (GraphRung rung : ladder.graphRungs()) {
      List<Finding> findings = GraphLint.of(ladder, rung);
      all.addAll(findings);
      if (!json) {
        print(out, rung, findings);
      }
    }
    if (json) {
      out.print(FindingsJson.text(all));
    } else {
      long errors = all.stream().filter(f -> f.severity() == Severity.ERROR).count();
      long warnings = all.stream().filter(f -> f.severity() == Severity.WARNING).count();
      out.printf(
          "%s: %d graphs, all files as the manifest says; %d errors, %d warnings%n",
          folder, ladder.graphRungs().size(), errors, warnings);
    }
    out.flush();
    return CommandLines.OK;
  }

  private static void print(PrintWriter out, GraphRung rung, List<Finding> findings) {
    out.println(rung.id());
    for (Finding finding : findings) {
      out.printf(
          "  %-7s  %-22s %s%s%n",
          finding.severity().key(),
          finding.rule(),
          finding.subject().isEmpty() ? "" : finding.subject() + ": ",
          finding.evidence());
      if (!finding.message().equals(finding.evidence())) {
        out.printf("  %-7s  %-22s %s%n", "", "", finding.message());
      }
      if (!finding.rewrite().isEmpty()) {
        out.printf("  %-7s  %-22s rewrite: %s%n", "", "", finding.rewrite());
      }
    }
  }
}
