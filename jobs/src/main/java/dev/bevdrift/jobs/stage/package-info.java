/**
 * What runs on Spark: scenes in, one file of predictions and one of differences a scene out; and
 * what the driver makes of these files.
 *
 * <p>Vocabulary: a <i>unit</i> is a scene sequence that one task takes whole; a <i>row</i> of the
 * report is a rung or one of the original's variants; an <i>outcome</i> is what the rungs made of
 * one frame.
 *
 * <p>2026-11-23: tasks write their files themselves and send back only counts and faults, since a
 * scene's file that has its name is whole, and a resumed run finds it there.
 */
package dev.bevdrift.jobs.stage;
