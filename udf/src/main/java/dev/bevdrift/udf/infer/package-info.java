/**
 * A scene through the rungs: frames in, raw outputs and boxes out.
 *
 * <p>Vocabulary: a <i>frame</i> is one keyframe with six pictures; a <i>rung</i> is one graph of
 * the ladder; a <i>chunk</i> is a run of frames that is decoded once and then given to each rung in
 * turn; the <i>BEV memory</i> is the state that a temporal rung hands from one frame to the next.
 *
 * <p>Decision (November 2026): when a frame of a temporal rung fails, every later frame of the same
 * scene is a fault of that rung too. Its memory would differ from that of the reference, which saw
 * the frame, and the difference would be blamed on a rewrite.
 */
package dev.bevdrift.udf.infer;
