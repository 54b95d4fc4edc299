/**
 * The figures: average precision, true positive errors, mAP and NDS, and the files that hold them.
 *
 * <p>The devkit's names: <i>label</i> is a class, <i>TP error</i> an error of matched boxes at one
 * distance threshold, <i>NDS</i> the nuScenes detection score. {@link
 * dev.bevdrift.metrics.score.Figures} holds the figures of many rungs and slices. 2026-11-23: the
 * writers of metrics_summary.json and metrics_details.json stand here and not with the other
 * nuScenes formats, since they need the scores and the readers don't.
 */
package dev.bevdrift.metrics.score;
