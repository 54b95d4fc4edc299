/**
 * Says whether a run is good enough to pass, beside the runs before it.
 *
 * <p>Vocabulary: a <i>rule</i> of conf/gate.yaml names figures and limits; a <i>check</i> is one
 * rule on one figure of one rung and slice, absolute or against one baseline; a <i>baseline</i> is
 * a run that was kept: the <i>pinned</i> one, which a person chose, or the last <i>green</i> one,
 * which passed. The <i>noise floor</i> is what a figure may differ by when nothing changed.
 *
 * <p>2026-11-25: a loss on this data is exact. A check fails when a figure fell (or rose) by more
 * than the rule allows and the noise floor together. Between the two it cannot tell. Intervals over
 * other scenes are printed and decide nothing. The pinned baseline is there so that many small
 * losses, each of which the last green one would forgive, do not add up.
 *
 * <p>2026-11-25: in junit.xml a rung whose figures degrade is no failure: the ladder holds lossy
 * rewrites on purpose, and bin/eval judges but does not gate. Only what did not run, and rules of
 * the gate, fail.
 */
package dev.bevdrift.jobs.gate;
