package dev.bevdrift.jobs.compare;

import dev.bevdrift.jobs.verdict.DeltaInterval;
import dev.bevdrift.jobs.verdict.Judgement;
import dev.bevdrift.jobs.verdict.OtherScenes;
import dev.bevdrift.jobs.verdict.SummaryFigures;
import dev.bevdrift.metrics.diff.BoxDiff;
import dev.bevdrift.udf.finding.Finding;
import java.util.List;

/**
 * How one side differs from the other.
 *
 * @param a name of the side that the other is held against
 * @param b name of the other
 * @param samples how many samples both have
 * @param notes what a reader should know
 * @param boxes b's boxes against a's
 * @param shifts how far b's kept boxes are from a's, by kind; none where there are no boxes
 * @param ofA figures of a on these samples; unknown without true boxes
 * @param ofB figures of b
 * @param interval of b's figures less a's over scenes drawn again
 * @param judgement by the limits of the gate
 * @param findings of the doctor about b
 * @param tensors b's raw outputs against a's, where both are known
 */
public record Comparison(
    String a,
    String b,
    int samples,
    List<String> notes,
    BoxDiff boxes,
    List<ShiftLine> shifts,
    SummaryFigures ofA,
    SummaryFigures ofB,
    DeltaInterval interval,
    Judgement judgement,
    List<Finding> findings,
    List<TensorLine> tensors) {
  public Comparison {
    notes = List.copyOf(notes);
    shifts = List.copyOf(shifts);
    findings = List.copyOf(findings);
    tensors = List.copyOf(tensors);
  }

  /** b's figures less a's. */
  public SummaryFigures delta() {
    return ofB.minus(ofA);
  }

  /** The same with p-values adjusted over all that are compared, which the judgement tells of. */
  Comparison with(DeltaInterval adjusted) {
    return new Comparison(
        a,
        b,
        samples,
        notes,
        boxes,
        shifts,
        ofA,
        ofB,
        adjusted,
        OtherScenes.explained(judgement, delta(), adjusted),
        findings,
        tensors);
  }
}
