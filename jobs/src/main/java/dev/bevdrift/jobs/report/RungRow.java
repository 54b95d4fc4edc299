package dev.bevdrift.jobs.report;

import dev.bevdrift.jobs.verdict.BoxTotals;
import dev.bevdrift.jobs.verdict.DeltaInterval;
import dev.bevdrift.jobs.verdict.Judgement;
import dev.bevdrift.jobs.verdict.OtherScenes;
import dev.bevdrift.jobs.verdict.SummaryFigures;
import java.util.List;
import java.util.Optional;

/**
 * One row of the ladder as reports show it.
 *
 * @param id rung, {@code original} or {@code original-nontemporal}
 * @param kind what the row is
 * @param rewrites ids of the rewrites in the graph, as the ladder lists them
 * @param baseline what it is compared with; empty for the originals
 * @param frames frames that count, that is without failed ones of the rung and of its baseline
 * @param failedFrames frames left out because the rung or its baseline failed on them
 * @param metrics figures of the rung on those frames, or unknown
 * @param delta rung minus baseline, or unknown
 * @param interval of the delta, or none
 * @param tensors differences of the raw outputs against the baseline
 * @param boxes differences of the boxes against the baseline
 * @param shifts how far kept boxes are from their partners
 * @param boxSlices the boxes by slice
 * @param judgement verdict and reason
 * @param message the exporter's message of a rung that could not be exported; else empty
 * @param forced the same rung with a teacher's previous BEV, where that was asked for
 */
public record RungRow(
    String id,
    Kind kind,
    List<String> rewrites,
    String baseline,
    int frames,
    int failedFrames,
    SummaryFigures metrics,
    SummaryFigures delta,
    DeltaInterval interval,
    List<TensorFigures> tensors,
    BoxTotals boxes,
    List<ShiftFigures> shifts,
    List<BoxSliceTotals> boxSlices,
    Judgement judgement,
    String message,
    Optional<TeacherForced> forced) {
  /** What a row is. */
  public enum Kind {
    /** The original's own figures. */
    ORIGINAL("original"),
    /** The same graph a second time in a session of its own. */
    FLOOR("floor"),
    RUNG("rung"),
    NOT_EXPORTABLE("not_exportable");

    private final String key;

    Kind(String key) {
      this.key = key;
    }

    /** The name in summary.json. */
    public String key() {
      return key;
    }
  }

  public RungRow {
    rewrites = List.copyOf(rewrites);
    tensors = List.copyOf(tensors);
    shifts = List.copyOf(shifts);
    boxSlices = List.copyOf(boxSlices);
  }

  /** A row whose boxes were only counted. */
  public RungRow(
      String id,
      Kind kind,
      List<String> rewrites,
      String baseline,
      int frames,
      int failedFrames,
      SummaryFigures metrics,
      SummaryFigures delta,
      DeltaInterval interval,
      List<TensorFigures> tensors,
      BoxTotals boxes,
      Judgement judgement,
      String message) {
    this(
        id,
        kind,
        rewrites,
        baseline,
        frames,
        failedFrames,
        metrics,
        delta,
        interval,
        tensors,
        boxes,
        List.of(),
        List.of(),
        judgement,
        message,
        Optional.empty());
  }

  /** A rung without a graph: the exporter's message and no figures. */
  public static RungRow notExportable(
      String id, List<String> rewrites, String baseline, String message) {
    return new RungRow(
        id,
        Kind.NOT_EXPORTABLE,
        rewrites,
        baseline,
        0,
        0,
        SummaryFigures.UNKNOWN,
        SummaryFigures.UNKNOWN,
        DeltaInterval.none("not exportable"),
        List.of(),
        BoxTotals.NONE,
        Judgement.none("not exportable"),
        message);
  }

  /** The same row with p-values adjusted over all rungs, which its reason tells of. */
  public RungRow with(DeltaInterval adjusted) {
    return new RungRow(
        id,
        kind,
        rewrites,
        baseline,
        frames,
        failedFrames,
        metrics,
        delta,
        adjusted,
        tensors,
        boxes,
        shifts,
        boxSlices,
        OtherScenes.explained(judgement, delta, adjusted),
        message,
        forced);
  }

  /** Whether the row is compared with a baseline. */
  public boolean isCompared() {
    return !baseline.isEmpty() && kind != Kind.NOT_EXPORTABLE && frames > 0;
  }

  /** Whether an output of that role was compared. */
  public boolean hasTensor(String name) {
    return tensors.stream().anyMatch(tensor -> tensor.name().equals(name));
  }

  /** The largest absolute difference of all outputs; NaN when no output was compared. */
  public double maxAbs() {
    return maxAbs(tensors);
  }

  static double maxAbs(List<TensorFigures> tensors) {
    double largest = Double.NaN;
    for (TensorFigures tensor : tensors) {
      if (!(tensor.maxAbs() <= largest)) {
        largest = tensor.maxAbs();
      }
    }
    return largest;
  }
}
