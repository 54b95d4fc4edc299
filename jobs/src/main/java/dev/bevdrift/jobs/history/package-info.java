/**
 * How figures went from run to run.
 *
 * <p>Vocabulary: a <i>series</i> is one figure of one rung and slice over the runs of one model, on
 * one data set, under one set of conditions; a <i>change point</i> is a run from which on the
 * figure is another one.
 *
 * <p>2026-11-25: where one graph run twice differs by nothing, as on a CPU, any difference between
 * two nights is a change, since there is no noise that could make one. Elsewhere a change point
 * needs a permutation test, see {@code ChangePoints}; a night that is off alone makes none.
 */
package dev.bevdrift.jobs.history;
