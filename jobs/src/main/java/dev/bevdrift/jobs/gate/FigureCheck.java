package dev.bevdrift.jobs.gate;

import dev.bevdrift.jobs.finished.FigureAddress;
import dev.bevdrift.jobs.finished.FinishedRun;
import dev.bevdrift.jobs.finished.RungFacts;
import dev.bevdrift.jobs.gate.Check.Outcome;
import java.util.Optional;

/** Makes one check. */
final class FigureCheck {
  private FigureCheck() {}

  /** A figure against the limits of its own value; no noise floor widens them. */
  static Check absolute(GateRule rule, FigureAddress address, FinishedRun run) {
    double now = run.value(address);
    if (Double.isNaN(now)) {
      return Check.without(address, "", Outcome.OPEN, address.text() + " is undefined in this run");
    }
    boolean low = rule.atLeast().isPresent() && now < rule.atLeast().get();
    boolean high = rule.atMost().isPresent() && now > rule.atMost().get();
    String range =
        rule.atLeast().map(least -> "at least " + Points.text(least)).orElse("")
            + (rule.atLeast().isPresent() && rule.atMost().isPresent() ? ", " : "")
            + rule.atMost().map(most -> "at most " + Points.text(most)).orElse("");
    return new Check(
        address,
        "",
        low || high ? Outcome.FAIL : Outcome.PASS,
        Double.NaN,
        now,
        low || high ? Double.POSITIVE_INFINITY : 0,
        address.text() + " is " + Points.text(now) + ", expected " + range);
  }

  /**
   * A figure against a baseline's.
   *
   * @param which the baseline's name
   * @param floor how far the figure may be off when nothing changed
   * @return nothing when neither run has the figure
   */
  static Optional<Check> compared(
      GateRule rule,
      FigureAddress address,
      String which,
      FinishedRun run,
      FinishedRun kept,
      double floor) {
    double before = kept.value(address);
    double now = run.value(address);
    if (Double.isNaN(before)) {
      return Double.isNaN(now)
          ? Optional.empty()
          : Optional.of(
              Check.without(
                  address,
                  which,
                  Outcome.NEW,
                  address.text() + " is not in the " + which + " run"));
    }
    if (Double.isNaN(now)) {
      return Optional.of(missing(address, which, run));
    }
    int framesNow = frames(run, address.rung());
    int framesThen = frames(kept, address.rung());
    if (framesNow != framesThen) {
      return Optional.of(
          Check.without(
              address,
              which,
              Outcome.OPEN,
              address.text() + " counts " + framesNow + " frames, " + which + " " + framesThen));
    }
    return Optional.of(moved(rule, address, which, before, now, floor));
  }

  private static int frames(FinishedRun run, String rung) {
    return run.rung(rung).map(RungFacts::frames).orElse(0);
  }

  private static Check missing(FigureAddress address, String which, FinishedRun run) {
    Optional<RungFacts> rung = run.rung(address.rung());
    if (rung.isEmpty()) {
      return Check.without(
          address,
          which,
          Outcome.FAIL,
          "rung " + address.rung() + " is not in this run, the " + which + " run has it");
    }
    if (rung.get().isNotExportable()) {
      return Check.without(
          address,
          which,
          Outcome.FAIL,
          "rung " + address.rung() + " could not be exported: " + rung.get().message());
    }
    return Check.without(
        address,
        which,
        Outcome.OPEN,
        address.text() + " is undefined in this run, the " + which + " run has it");
  }

  private static Check moved(
      GateRule rule, FigureAddress address, String which, double before, double now, double floor) {
    boolean rose = now > before;
    Optional<Limit> limit = rose ? rule.rise() : rule.fall();
    double size = Math.abs(now - before);
    String text =
        address.text()
            + (size == 0 ? " is as " : rose ? " rose " : " fell ")
            + (size == 0 ? "" : Points.text(size) + " from ")
            + which
            + " ("
            + Points.text(before)
            + " -> "
            + Points.text(now)
            + ")";
    if (limit.isEmpty()) {
      return new Check(address, which, Outcome.PASS, before, now, 0, text);
    }
    double allowed = limit.get().beside(before);
    double all = allowed + floor;
    double used = size == 0 ? 0 : size / all;
    String allowance =
        ", allowed "
            + limit.get()
            + (floor > 0 ? " and the noise floor of " + Points.text(floor) : "");
    if (size > all) {
      return new Check(address, which, Outcome.FAIL, before, now, used, text + allowance);
    }
    if (size > allowed) {
      return new Check(
          address,
          which,
          Outcome.OPEN,
          before,
          now,
          used,
          text + allowance + ": noise could do it");
    }
    return new Check(address, which, Outcome.PASS, before, now, used, text + allowance);
  }
}
