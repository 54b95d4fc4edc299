/**
 * How far figures would move had other scenes been driven.
 *
 * <p>A <i>cluster</i> is what is drawn together: a scene, or all scenes of one drive. A
 * <i>replicate</i> is one draw of as many clusters as there are, with repetition; drawing a cluster
 * twice counts each of its boxes twice. Two runs with the same seed see the same draws, so their
 * difference is paired. 2026-11-23: a cluster drawn twice is one step of double height on a curve,
 * not two steps; the figures differ from those of copied boxes by interpolation only, and the boxes
 * are ranked and matched once for all replicates.
 *
 * <p>2026-11-25: the interval is the wider, end by end, of Student's and the studentised
 * bootstrap's, for any number of clusters from six on. Simulated were also percentiles, basic and
 * BCa intervals (80 to 90 % of a nominal 95 % with ten scenes), sign-flips (like Student's, wider
 * below ten) and the jackknife for the standard error, which average precision misleads: it jumps
 * where the highest recall crosses a point of the grid, and the jackknife takes that for a huge
 * influence. The numbers are in benchmarks/2026-11-25-intervals.md.
 *
 * <p>2026-11-25: of a difference, scenes in which the two runs see the same count for nothing when
 * it is asked whether there are enough for an interval: no width knows of what has not happened. A
 * loss that at least every other differing scene would show stays hidden in k of them with a chance
 * of at most 2^-k.
 */
package dev.bevdrift.metrics.interval;
