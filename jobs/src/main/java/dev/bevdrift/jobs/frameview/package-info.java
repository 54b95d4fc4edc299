/**
 * One frame as a picture for people: what the cameras saw, and the view from above, with boxes.
 *
 * <p>Vocabulary: a <i>layer</i> is the boxes of one source, the ground truth or a rung, in one
 * colour; a <i>sheet</i> is the whole picture.
 */
package dev.bevdrift.jobs.frameview;
