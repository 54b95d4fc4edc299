package dev.bevdrift.metrics.command;

/**
 * Where the time of a scored submission went, in seconds.
 *
 * @param tablesS reading the tables and indexing the true boxes; 0 where an earlier submission of
 *     the same run paid for it
 * @param resultsS reading the submission
 * @param filterS choosing the evaluated predictions
 * @param matchS ranking and matching
 * @param curvesS curves and figures
 * @param writeS writing both files
 */
public record MetricsPhases(
    double tablesS, double resultsS, double filterS, double matchS, double curvesS, double writeS) {
  /** From boxes in memory to figures. */
  public double evalS() {
    return filterS + matchS + curvesS;
  }
}
