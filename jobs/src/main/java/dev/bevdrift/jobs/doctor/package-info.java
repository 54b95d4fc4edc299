/**
 * Failure signatures: from what went wrong in boxes and tensors to the likely cause.
 *
 * <p>A <i>patient</i> is a set of boxes with something to hold it against: the original's boxes, or
 * true ones. A <i>check</i> looks at one kind of fault. Where it can, it undoes the fault it
 * suspects and compares again: a suspicion counts only when undoing it brings the agreement back,
 * and the next check looks at the boxes without it, so that two faults at once are named both.
 * 2026-11-25: nothing is guessed from figures such as mASE alone, since a weak detector has them
 * too; what no check explains is called unknown.
 */
package dev.bevdrift.jobs.doctor;
