package dev.bevdrift.jobs.gate;

import dev.bevdrift.jobs.finished.FinishedRun;
import dev.bevdrift.jobs.gate.Check.Outcome;
import java.util.Set;
import java.util.TreeSet;

/** What the gate says to people: one line a rule. */
public final class GateText {
  private GateText() {}

  /** The lines, each with a line feed. */
  public static String of(GateResult result, FinishedRun run) {
    StringBuilder out = new StringBuilder();
    out.append("gate of ").append(result.run());
    out.append(
        result.baselines().isEmpty()
            ? ", without a baseline"
            : " against " + String.join(", ", result.baselines()));
    out.append('\n');
    result.rules().forEach(rule -> out.append(rule.line()).append('\n'));
    for (String rung : rungs(result)) {
      run.rung(rung)
          .filter(facts -> !facts.verdict().isEmpty())
          .ifPresent(
              facts ->
                  out.append("note: ")
                      .append(rung)
                      .append(" beside its own baseline tonight: ")
                      .append(facts.verdict())
                      .append(", ")
                      .append(facts.reason())
                      .append('\n'));
    }
    result.notes().forEach(note -> out.append("note: ").append(note).append('\n'));
    out.append(
        switch (result.outcome()) {
          case PASS, NEW -> "PASSED\n";
          case OPEN -> "CANNOT TELL\n";
          case FAIL -> "FAILED\n";
        });
    return out.toString();
  }

  private static Set<String> rungs(GateResult result) {
    Set<String> rungs = new TreeSet<>();
    result
        .rules()
        .forEach(
            rule -> rule.worst(Outcome.FAIL).forEach(check -> rungs.add(check.address().rung())));
    return rungs;
  }
}
