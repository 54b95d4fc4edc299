package dev.bevdrift.metrics.interval;

import java.util.function.Supplier;

/**
 * Figures under draws that may be known already. Used by several threads; what it gives is not
 * written to.
 */
@FunctionalInterface
public interface KnownDraws {
  /** Nothing is known. */
  KnownDraws NONE = (name, compute) -> compute.get();

  /**
   * The figures of a name, computed where they are not known.
   *
   * @param name a hash over all numbers that decide them, but not over the code
   * @param compute by draw and figure
   */
  double[][] of(String name, Supplier<double[][]> compute);
}
