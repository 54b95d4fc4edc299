package dev.bevdrift.jobs.finished;

/**
 * One row of a run, without its numbers.
 *
 * @param id of the row
 * @param kind {@code original}, {@code floor}, {@code rung} or {@code not_exportable}
 * @param baseline what it was compared with; empty for the originals
 * @param verdict the word; empty when there is none
 * @param reason of the verdict; empty when there is none
 * @param message the exporter's, of a rung without a graph; else empty
 * @param frames frames that count
 * @param failedFrames frames that were left out
 */
public record RungFacts(
    String id,
    String kind,
    String baseline,
    String verdict,
    String reason,
    String message,
    int frames,
    int failedFrames) {
  /** Whether it is a graph of the ladder that ran. */
  public boolean isRung() {
    return kind.equals("rung");
  }

  /** Whether it is the noise floor: one graph a second time. */
  public boolean isFloor() {
    return kind.equals("floor");
  }

  /** Whether the ladder has no graph of it. */
  public boolean isNotExportable() {
    return kind.equals("not_exportable");
  }
}
