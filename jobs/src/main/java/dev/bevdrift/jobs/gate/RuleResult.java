package dev.bevdrift.jobs.gate;

import dev.bevdrift.jobs.gate.Check.Outcome;
import java.util.Comparator;
import java.util.List;

/**
 * What came of one rule.
 *
 * @param rule the rule
 * @param checks all of its checks, in the order of figures
 */
public record RuleResult(GateRule rule, List<Check> checks) {
  private static final Comparator<Check> WORST_FIRST =
      Comparator.comparing(Check::outcome)
          .reversed()
          .thenComparing(check -> Double.isNaN(check.used()) ? -1 : -check.used());

  public RuleResult {
    checks = List.copyOf(checks);
  }

  /** The worst of its checks. */
  public Outcome outcome() {
    return checks.stream().map(Check::outcome).max(Comparator.naturalOrder()).orElse(Outcome.OPEN);
  }

  /** The checks with an outcome, the worst first. */
  public List<Check> worst(Outcome outcome) {
    return checks.stream().filter(c -> c.outcome() == outcome).sorted(WORST_FIRST).toList();
  }

  /** One line: outcome, name, and the check that decided it or came nearest. */
  public String line() {
    if (checks.isEmpty()) {
      return String.format("%-4s  %s: nothing was checked", outcome().word(), rule.name());
    }
    List<Check> worst = worst(outcome());
    String count =
        switch (outcome()) {
          case PASS -> checks.size() + (checks.size() == 1 ? " check" : " checks, nearest");
          case NEW -> worst.size() + " of " + checks.size() + " have nothing to compare with";
          case OPEN -> worst.size() + " of " + checks.size() + " cannot be told";
          case FAIL -> worst.size() + " of " + checks.size() + " fail";
        };
    return String.format(
        "%-4s  %s: %s: %s", outcome().word(), rule.name(), count, worst.get(0).text());
  }
}
