package dev.bevdrift.udf.ladder;

/**
 * What a rung is compared with: a variant of the reference, or another rung.
 *
 * @param kind where to look
 * @param name the variant (temporal, nontemporal, rewrite:ID) or the rung's id
 */
public record Baseline(Kind kind, String name) {
  private static final String RUNG = "rung:";

  /** Where a baseline's outputs come from. */
  public enum Kind {
    /** The reference tables. */
    VARIANT,
    /** Another rung of the same ladder. */
    RUNG
  }

  /** Reads the manifest's form: a variant's name, or {@code rung:ID}. */
  public static Baseline of(String text) {
    return text.startsWith(RUNG)
        ? new Baseline(Kind.RUNG, text.substring(RUNG.length()))
        : new Baseline(Kind.VARIANT, text);
  }

  /** The manifest's form. */
  public String text() {
    return kind == Kind.RUNG ? RUNG + name : name;
  }
}
