package dev.bevdrift.udf.graph;

import java.util.Locale;

/**
 * One observation about a rung.
 *
 * @param code which kind, in kebab case: stable, for programs
 * @param severity how much it should worry
 * @param rung id of the rung
 * @param place the node, value or file it is about; empty for the graph as a whole
 * @param fact what was seen, with numbers
 * @param meaning what it leads to
 * @param rewrites ids of the export rewrites that make it, comma-separated; empty where none is
 *     known
 */
public record Finding(
    String code,
    Severity severity,
    String rung,
    String place,
    String fact,
    String meaning,
    String rewrites) {
  /** How much a finding should worry. */
  public enum Severity {
    /** Worth knowing. */
    NOTE,
    /** May fail or differ on another frame, runtime or precision. */
    RISK,
    /** A value of one frame stands where an input should be. */
    FROZEN;

    /** The name in JSON. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
