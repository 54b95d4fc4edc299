package dev.bevdrift.jobs.gate;

import dev.bevdrift.jobs.finished.FigureAddress;
import dev.bevdrift.jobs.finished.FinishedRun;
import dev.bevdrift.jobs.finished.NamePattern;
import dev.bevdrift.metrics.InputException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds a run against rules and baselines. */
public final class Gate {
  /**
   * A night without a change fails with at most this chance, spread evenly over its checks: the
   * floor of each is made wide enough.
   */
  public static final double FALSE_ALARMS = 0.001;

  private final GateRules rules;
  private final FinishedRun run;
  private final Map<Against, FinishedRun> baselines;
  private final NoisePairs noise;

  private Gate(
      GateRules rules, FinishedRun run, Map<Against, FinishedRun> baselines, NoisePairs noise) {
    this.rules = rules;
    this.run = run;
    this.baselines = new EnumMap<>(Against.class);
    this.baselines.putAll(baselines);
    this.noise = noise;
  }

  /**
   * Checks every rule.
   *
   * @param run tonight's, complete
   * @param baselines those that there are, made under the same conditions
   * @param noise what figures differed by when nothing changed
   * @param notes what a reader must know beside
   * @throws InputException when a rule names a figure, slice or rung that nobody knows
   */
  public static GateResult apply(
      GateRules rules,
      FinishedRun run,
      Map<Against, FinishedRun> baselines,
      NoisePairs noise,
      List<String> notes) {
    return new Gate(rules, run, baselines, noise).result(notes);
  }

  private GateResult result(List<String> notes) {
    RuleFigures figures = RuleFigures.of(rules, run, baselines.values());
    Map<GateRule, List<FigureAddress>> addresses = new LinkedHashMap<>();
    long compared = 0;
    for (GateRule rule : rules.all()) {
      List<FigureAddress> of = figures.of(rule);
      addresses.put(rule, of);
      compared += rule.isRelative() ? (long) of.size() * rule.against().size() : 0;
    }
    double chance = FALSE_ALARMS / Math.max(1, compared);
    List<RuleResult> results = new ArrayList<>();
    addresses.forEach((rule, of) -> results.add(new RuleResult(rule, checks(rule, of, chance))));
    return new GateResult(run.name(), described(), notes, results);
  }

  private List<String> described() {
    List<String> texts = new ArrayList<>();
    baselines.forEach((which, kept) -> texts.add(which.key() + ": " + kept.name()));
    return texts;
  }

  private List<Check> checks(GateRule rule, List<FigureAddress> addresses, double chance) {
    List<Check> checks = new ArrayList<>();
    if (addresses.isEmpty()) {
      checks.add(nothing(rule));
    }
    for (FigureAddress address : addresses) {
      if (rule.isAbsolute()) {
        checks.add(FigureCheck.absolute(rule, address, run));
      }
      if (rule.isRelative()) {
        for (Against which : rule.against()) {
          compared(rule, address, which, chance).ifPresent(checks::add);
        }
      }
    }
    return checks;
  }

  /** A pattern may find slices that are all too small; what was named and is not there is open. */
  private Check nothing(GateRule rule) {
    boolean pattern = rule.slices().stream().anyMatch(name -> NamePattern.of(name).isWild());
    String figure = String.join(", ", rule.figures());
    FigureAddress address =
        new FigureAddress(
            String.join(", ", rule.rungs()), String.join(", ", rule.slices()), figure);
    if (!run.numericsOnly().isEmpty()) {
      return Check.without(
          address, "", Check.Outcome.OPEN, figure + " was not measured: " + run.numericsOnly());
    }
    return pattern
        ? Check.without(
            address, "", Check.Outcome.NEW, "no slice of the pattern is large enough to mean much")
        : Check.without(address, "", Check.Outcome.OPEN, figure + " was not measured");
  }

  private Optional<Check> compared(
      GateRule rule, FigureAddress address, Against which, double chance) {
    FinishedRun kept = baselines.get(which);
    if (kept == null) {
      boolean pins = which == Against.PINNED;
      return Optional.of(
          Check.without(
              address,
              which.key(),
              pins ? Check.Outcome.OPEN : Check.Outcome.NEW,
              pins
                  ? "there is no pinned baseline; bin/gate RUN --pin keeps a run as one"
                  : "no run has passed yet"));
    }
    double width = noise.floor(address.slice(), address.figure()).width(chance);
    return FigureCheck.compared(rule, address, which.key(), run, kept, width);
  }
}
