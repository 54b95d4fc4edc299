/**
 * A finished run as its files tell it, long after the program that made it has ended: what gates,
 * histories and listings read.
 *
 * <p>Vocabulary: a <i>figure</i> is any number of a run under a name, of a rung and a slice: its
 * <i>address</i>. Names are those of {@code figures.json} ({@code nd_score}, {@code ap/car}, {@code
 * delta/nd_score} for the difference from the rung's own baseline) and, for slice {@code all}, the
 * paths of every other number that {@code summary.json} and {@code run.json} hold of a rung ({@code
 * boxes/lost}, {@code tensor_diff/max_abs}, {@code latency_ms/p50}). The <i>conditions</i> of a run
 * are what must be the same before its figures may be compared with another night's.
 *
 * <p>2026-11-25: it reads JSON trees and not the records they were written from, so that runs of
 * older and newer versions can be read, and a figure that a later version adds has its name at
 * once.
 */
package dev.bevdrift.jobs.finished;
