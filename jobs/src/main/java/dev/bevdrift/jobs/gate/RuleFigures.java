package dev.bevdrift.jobs.gate;

import dev.bevdrift.jobs.finished.FigureAddress;
import dev.bevdrift.jobs.finished.FinishedRun;
import dev.bevdrift.jobs.finished.NamePattern;
import dev.bevdrift.jobs.finished.RungFacts;
import dev.bevdrift.metrics.InputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Finds the figures that rules name, in a run and its baselines. */
final class RuleFigures {
  private final GateRules rules;
  private final FinishedRun run;
  private final SortedSet<FigureAddress> addresses = new TreeSet<>();
  private final Set<String> rungs = new TreeSet<>();
  private final Set<String> slices = new TreeSet<>();
  private final Set<String> figures = new TreeSet<>();
  private final Set<String> ofTheLadder = new TreeSet<>();

  private RuleFigures(GateRules rules, FinishedRun run) {
    this.rules = rules;
    this.run = run;
  }

  static RuleFigures of(GateRules rules, FinishedRun run, Collection<FinishedRun> baselines) {
    RuleFigures all = new RuleFigures(rules, run);
    List<FinishedRun> runs = new ArrayList<>(baselines);
    runs.add(run);
    for (FinishedRun one : runs) {
      all.addresses.addAll(one.values().keySet());
      for (RungFacts rung : one.rungs()) {
        all.rungs.add(rung.id());
        if (rung.isRung() || rung.isNotExportable()) {
          all.ofTheLadder.add(rung.id());
        }
      }
    }
    all.addresses.forEach(
        address -> {
          all.slices.add(address.slice());
          all.figures.add(address.figure());
        });
    all.figures.addAll(KnownFigures.ofTheMetric());
    return all;
  }

  /**
   * The figures of a rule, in their order. A pattern takes the ladder's own rungs and leaves slices
   * out that are too small to mean much; who names them gets them.
   *
   * @throws InputException naming the line of a name that nobody knows
   */
  List<FigureAddress> of(GateRule rule) {
    rule.rungs().forEach(name -> known(rule, "rungs", name, rungs));
    if (!run.numericsOnly().isEmpty()) {
      // Slices are of the metric, which this run has not.
      return named(rule);
    }
    rule.slices().forEach(name -> known(rule, "slices", name, slices));
    return named(rule);
  }

  private List<FigureAddress> named(GateRule rule) {
    rule.figures().forEach(name -> known(rule, "figures", name, figures));
    List<NamePattern> wantedFigures = patterns(rule.figures());
    List<NamePattern> wantedSlices = patterns(rule.slices());
    List<NamePattern> wantedRungs = patterns(rule.rungs());
    return addresses.stream()
        .filter(a -> matches(wantedFigures, a.figure()))
        .filter(a -> matches(wantedSlices, a.slice()) && isWanted(rule, a))
        .filter(a -> matches(wantedRungs, a.rung()) && isRung(rule, a.rung()))
        .toList();
  }

  private static List<NamePattern> patterns(List<String> names) {
    return names.stream().map(NamePattern::of).toList();
  }

  private static boolean matches(List<NamePattern> patterns, String name) {
    return patterns.stream().anyMatch(one -> one.matches(name));
  }

  private boolean isWanted(GateRule rule, FigureAddress address) {
    return rule.slices().contains(address.slice()) || !run.isSmall(address.rung(), address.slice());
  }

  private boolean isRung(GateRule rule, String rung) {
    return rule.rungs().contains(rung) || ofTheLadder.contains(rung);
  }

  private void known(GateRule rule, String key, String name, Set<String> names) {
    NamePattern pattern = NamePattern.of(name);
    if (names.stream().noneMatch(pattern::matches)) {
      String expected =
          pattern.isWild()
              ? "a pattern of a name that there is"
              : "a name that there is, such as " + KnownFigures.nearest(name, names);
      throw rules.unknown(rule, key, name, expected);
    }
  }
}
