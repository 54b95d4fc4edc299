/**
 * The JSON files of nuScenes: its tables, its splits, and submissions.
 *
 * <p>All are streamed: a table's rows are never held as trees. A <i>submission</i> is the results
 * file of a detector, boxes by sample token. Faults are {@link
 * dev.bevdrift.metrics.InputException}s that name file, row or token, and field.
 */
package dev.bevdrift.metrics.nuscenes;
