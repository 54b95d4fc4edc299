/**
 * How far figures would move had other scenes been driven.
 *
 * <p>A <i>cluster</i> is what is drawn together: a scene, or all scenes of one drive. A
 * <i>replicate</i> is one draw of as many clusters as there are, with repetition; drawing a cluster
 * twice counts each of its boxes twice. Two runs with the same seed see the same draws, so their
 * difference is paired. 2026-11-23: a cluster drawn twice is one step of double height on a curve,
 * not two steps; the figures differ from those of copied boxes by interpolation only, and the boxes
 * are ranked and matched once for all replicates.
 */
package dev.bevdrift.metrics.interval;
