/**
 * Whether a graph listens to its inputs: each is disturbed on a real frame, and the outputs must
 * move as the baseline's do.
 *
 * <p>A <i>disturbance</i> changes one thing of a frame. A <i>response</i> is how far outputs move
 * under it. Reading a graph tells which values stand still; only this tells whether what moves
 * moves rightly: a graph with the ego's shift as a constant still hears of the motion through its
 * signal vector.
 */
package dev.bevdrift.udf.probe;
