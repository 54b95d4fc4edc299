/**
 * The run folder: what a run writes, where, and whether a run may go on in it.
 *
 * <p>Vocabulary: the <i>fingerprint</i> is a hash of everything that decides the figures; a
 * <i>unit</i> is one scene sequence; a unit is <i>done</i> when its diff file has its name.
 *
 * <p>2026-11-23: partitions, chunk size and the number of allowed failures are no part of the
 * fingerprint, since they change no figure; a run may be resumed with others.
 */
package dev.bevdrift.jobs.run;
