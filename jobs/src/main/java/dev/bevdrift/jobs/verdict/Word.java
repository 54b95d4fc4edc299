package dev.bevdrift.jobs.verdict;

/** The verdicts a rung can get, best first. */
public enum Word {
  EXACT(0, "exact"),
  HARMLESS(1, "harmless"),
  CANT_TELL(2, "can't tell"),
  DEGRADES(3, "degrades"),
  BREAKS(4, "breaks"),
  /** No verdict: a baseline's own row, a rung that did not run, or a run of numerics only. */
  NONE(5, "");

  private final int rank;
  private final String text;

  Word(int rank, String text) {
    this.rank = rank;
    this.text = text;
  }

  /** By which reports sort: 0 is best, none comes last. */
  public int rank() {
    return rank;
  }

  /** The word as reports and summary.json print it; empty for none. */
  public String text() {
    return text;
  }
}
