package dev.bevdrift.udf.finding;

import java.util.Locale;

/**
 * One observation about a rung, with what speaks for it.
 *
 * @param rule which kind, in kebab case: stable, for programs
 * @param severity how much it should worry
 * @param rung id of the rung
 * @param subject the node, value, field or frame it is about; empty for the rung as a whole
 * @param message what it means, in one sentence
 * @param evidence what was seen, with numbers
 * @param next what to check next; empty where nothing better is known than the evidence
 * @param rewrite ids of the export rewrites that make it, comma-separated; empty where none is
 *     known
 */
public record Finding(
    String rule,
    Severity severity,
    String rung,
    String subject,
    String message,
    String evidence,
    String next,
    String rewrite) {
  /** How much a finding should worry. */
  public enum Severity {
    /** Worth knowing. */
    NOTE,
    /** May fail or differ on another frame, runtime or precision. */
    WARNING,
    /** Results are wrong: a frame's value where an input should be, a fault the doctor names. */
    ERROR;

    /** The name in JSON. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The same finding in other words. */
  public Finding withMessage(String words) {
    return new Finding(rule, severity, rung, subject, words, evidence, next, rewrite);
  }
}
