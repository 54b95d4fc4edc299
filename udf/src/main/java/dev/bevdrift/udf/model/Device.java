package dev.bevdrift.udf.model;

/**
 * Where a session really runs.
 *
 * @param provider never AUTO
 * @param id the GPU, or 0
 * @param note one line: what was taken and why
 */
public record Device(RuntimeOptions.Provider provider, int id, String note) {
  /**
   * Where graphs would run with these options, without opening one: a graph of one node is opened
   * and closed again.
   *
   * @throws dev.bevdrift.metrics.InputException when a GPU was asked for and is not there
   */
  public static Device of(RuntimeOptions options) {
    return OrtSessions.device(options);
  }
}
