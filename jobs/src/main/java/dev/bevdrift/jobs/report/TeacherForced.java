package dev.bevdrift.jobs.report;

import dev.bevdrift.jobs.verdict.BoxTotals;
import dev.bevdrift.jobs.verdict.SummaryFigures;
import java.util.List;

/**
 * What a rung differs by when each frame starts from its teacher's previous BEV: its frames' own
 * errors, without those that they inherit. The row of the rung itself, free-running, has both.
 *
 * @param teacher {@code rung:ID}, or {@code reference}
 * @param frames that count
 * @param delta rung minus baseline, or unknown
 * @param tensors differences of the raw outputs against the baseline
 * @param boxes differences of the boxes against the baseline
 */
public record TeacherForced(
    String teacher,
    int frames,
    SummaryFigures delta,
    List<TensorFigures> tensors,
    BoxTotals boxes) {
  public TeacherForced {
    tensors = List.copyOf(tensors);
  }
}
