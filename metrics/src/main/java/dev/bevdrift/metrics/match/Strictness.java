package dev.bevdrift.metrics.match;

/** What happens to input that the devkit dies of by accident rather than by rule. */
public enum Strictness {
  /**
   * It is given a meaning: no boxes score zero, a velocity that is not a number is unknown,
   * negative scores rank below the others.
   */
  LENIENT,
  /** It is refused, as the devkit refuses it. */
  DEVKIT
}
