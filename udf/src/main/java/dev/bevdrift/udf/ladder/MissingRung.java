package dev.bevdrift.udf.ladder;

import java.util.List;

/**
 * A rung that does not export.
 *
 * @param message what the exporter said, one line
 */
public record MissingRung(String id, List<String> rewrites, Baseline baseline, String message)
    implements Rung {
  public MissingRung {
    rewrites = List.copyOf(rewrites);
  }
}
