package dev.bevdrift.jobs.job;

import dev.bevdrift.jobs.finished.FinishedRun;
import dev.bevdrift.jobs.gate.Against;
import dev.bevdrift.jobs.gate.Baselines;
import dev.bevdrift.jobs.gate.Check.Outcome;
import dev.bevdrift.jobs.gate.Comparison;
import dev.bevdrift.jobs.gate.Gate;
import dev.bevdrift.jobs.gate.GateResult;
import dev.bevdrift.jobs.gate.GateRules;
import dev.bevdrift.jobs.gate.GateText;
import dev.bevdrift.jobs.gate.JUnitXml;
import dev.bevdrift.jobs.gate.NoisePairs;
import dev.bevdrift.jobs.history.History;
import dev.bevdrift.jobs.table.HistoryRow;
import dev.bevdrift.jobs.table.Storage;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code gate}: whether a run is good enough beside the runs before it. */
@Command(
    name = "gate",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Holds a finished run against the rules of conf/gate.yaml, the pinned baseline and the last",
      "run that passed. Writes gate.json and junit.xml into the run folder, one line a rule here."
    },
    footer = {
      "",
      "A baseline made with other data, another runtime or driver is refused.",
      "Exit codes: 0 passed, 1 a figure is past its limit and the noise floor, 2 bad input or usage,",
      "3 cannot tell, 4 the run is incomplete and was not compared."
    })
public final class GateMain implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "The run folder, as bin/eval writes it.")
  private String run;

  @Option(
      names = "--baselines",
      required = true,
      paramLabel = "DIR",
      description = "Where the pinned run and the runs that passed are kept.")
  private String baselines;

  @Option(
      names = "--gate",
      required = true,
      paramLabel = "FILE",
      description = "The rules, as conf/gate.yaml has them.")
  private java.nio.file.Path gate;

  @Option(
      names = "--pin",
      description = "Make this run the pinned baseline, in place of the one before.")
  private boolean pin;

  @Option(
      names = "--accept",
      split = ",",
      paramLabel = "NAME",
      description = "Conditions that may differ from the baseline's, such as cpu; it is noted.")
  private List<String> accepted = new ArrayList<>();

  @Option(
      names = "--history",
      defaultValue = "",
      paramLabel = "DIR",
      description = "Add the run to this history, and take noise that it remembers.")
  private String history;

  @Option(
      names = "--commit",
      defaultValue = "",
      paramLabel = "ID",
      description = "The commit that the history names with the run.")
  private String commit;

  @Option(names = "--json", description = "Print gate.json instead of the lines.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  @Override
  public Integer call() {
    Storage storage = SparkSettings.storage();
    GateRules rules = GateRules.read(gate);
    Path folder = new Path(run);
    FinishedRun tonight = FinishedRun.read(storage, folder);
    PrintWriter out = spec.commandLine().getOut();
    if (!tonight.isComplete()) {
      out.printf("INCOMPLETE: %s lacks frames, see its errors/; it is not compared%n", run);
      out.flush();
      addToHistory(storage, tonight, "", Instant.now());
      return CommandLines.INCOMPLETE;
    }
    Baselines kept = Baselines.in(storage, new Path(baselines));
    Comparison with = pin ? Comparison.withItself(tonight) : Comparison.of(tonight, kept, accepted);
    GateResult result =
        Gate.apply(rules, tonight, with.baselines(), noise(storage, tonight, with), with.notes());
    String tree = result.tree().toPrettyString() + "\n";
    storage.writeText(new Path(folder, GateResult.FILE), tree);
    storage.writeText(
        new Path(folder, JUnitXml.FILE), JUnitXml.text(tonight.summary(), Optional.of(result)));
    remember(storage, kept, tonight, result);
    out.print(json ? tree : GateText.of(result, tonight));
    out.flush();
    return code(result.outcome());
  }

  private NoisePairs noise(Storage storage, FinishedRun tonight, Comparison with) {
    List<FinishedRun> runs = new ArrayList<>(with.baselines().values());
    runs.add(tonight);
    NoisePairs pairs = NoisePairs.of(runs);
    if (!history.isEmpty()) {
      for (HistoryRow row : History.in(storage, new Path(history)).noise(tonight.conditions())) {
        pairs.add(row.run().id(), row.slice(), row.figure(), row.value());
      }
    }
    return pairs;
  }

  private void remember(Storage storage, Baselines kept, FinishedRun tonight, GateResult result) {
    Instant now = Instant.now();
    if (pin) {
      kept.keep(Against.PINNED, tonight, now);
    }
    if (pin || code(result.outcome()) == CommandLines.OK) {
      kept.keep(Against.GREEN, tonight, now);
    }
    addToHistory(storage, tonight, result.outcome().name().toLowerCase(Locale.ROOT), now);
  }

  private void addToHistory(Storage storage, FinishedRun tonight, String word, Instant now) {
    if (!history.isEmpty()) {
      History.in(storage, new Path(history)).append(tonight, commit, word, now);
    }
  }

  private static int code(Outcome outcome) {
    return switch (outcome) {
      case PASS, NEW -> CommandLines.OK;
      case OPEN -> CommandLines.CANNOT_TELL;
      case FAIL -> CommandLines.REGRESSION;
    };
  }
}
