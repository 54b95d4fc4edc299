package dev.bevdrift.jobs.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.graph.Finding;
import dev.bevdrift.udf.graph.Finding.Severity;
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
      "frozen (a value of the traced frame where an input should be), risky, or worth a note.",
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
      out.println(text(all));
    } else {
      long frozen = all.stream().filter(f -> f.severity() == Severity.FROZEN).count();
      long risks = all.stream().filter(f -> f.severity() == Severity.RISK).count();
      out.printf(
          "%s: %d graphs, all files as the manifest says; %d frozen, %d risks%n",
          folder, ladder.graphRungs().size(), frozen, risks);
    }
    out.flush();
    return CommandLines.OK;
  }

  private static void print(PrintWriter out, GraphRung rung, List<Finding> findings) {
    out.println(rung.id());
    for (Finding finding : findings) {
      out.printf(
          "  %-6s  %-22s %s%s%n",
          finding.severity().key(),
          finding.code(),
          finding.place().isEmpty() ? "" : finding.place() + ": ",
          finding.fact());
      if (!finding.meaning().isEmpty()) {
        out.printf("  %-6s  %-22s %s%n", "", "", finding.meaning());
      }
      if (!finding.rewrites().isEmpty()) {
        out.printf("  %-6s  %-22s rewrite: %s%n", "", "", finding.rewrites());
      }
    }
  }

  private static String text(List<Finding> findings) {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = mapper.createObjectNode().put("schema_version", 1);
    ArrayNode rows = root.putArray("findings");
    for (Finding finding : findings) {
      rows.addObject()
          .put("rung", finding.rung())
          .put("code", finding.code())
          .put("severity", finding.severity().key())
          .put("place", finding.place())
          .put("fact", finding.fact())
          .put("meaning", finding.meaning())
          .put("rewrites", finding.rewrites());
    }
    try {
      return mapper.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new InputException("Cannot write findings as JSON: " + e.getMessage(), e);
    }
  }
}
