package dev.bevdrift.jobs.gate;

import java.util.List;
import java.util.Optional;

/**
 * One rule of conf/gate.yaml.
 *
 * @param name what reports call it
 * @param line where it stands in the file, counted from 1
 * @param rungs ids or patterns; * matches any part of an id
 * @param slices names or patterns; * matches within a part of a name
 * @param figures names or patterns, as slices
 * @param against which baselines {@code fall} and {@code rise} speak of
 * @param fall how far a figure may fall below the baseline's
 * @param rise how far it may rise above it
 * @param atLeast the least value of the figure itself
 * @param atMost the greatest value of the figure itself
 */
public record GateRule(
    String name,
    int line,
    List<String> rungs,
    List<String> slices,
    List<String> figures,
    List<Against> against,
    Optional<Limit> fall,
    Optional<Limit> rise,
    Optional<Double> atLeast,
    Optional<Double> atMost) {
  public GateRule {
    rungs = List.copyOf(rungs);
    slices = List.copyOf(slices);
    figures = List.copyOf(figures);
    against = List.copyOf(against);
  }

  /** Whether it compares with baselines. */
  boolean isRelative() {
    return fall.isPresent() || rise.isPresent();
  }

  /** Whether it limits figures themselves. */
  boolean isAbsolute() {
    return atLeast.isPresent() || atMost.isPresent();
  }
}
