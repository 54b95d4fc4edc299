/**
 * Any two sets of boxes compared: submissions from anywhere and rungs of finished runs.
 *
 * <p>A <i>side</i> is a submission file with a name; a run's rung is one too, since a run leaves
 * its boxes in that form, without the frames that failed. The first side is what the second is held
 * against. A <i>ground</i> is what is known beside the boxes: true boxes, the vehicle's poses, or
 * nothing.
 */
package dev.bevdrift.jobs.compare;
