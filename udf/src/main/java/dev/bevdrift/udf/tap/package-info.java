/**
 * Where a graph first parts from the original, by values inside both.
 *
 * <p>A <i>tap</i> is a named value inside the model, called by the path of the module that makes
 * it. The reference holds taps of a few frames, with what was fed to the model there; a ladder says
 * what each graph calls them. Every graph is fed what the original was fed, the previous BEV
 * included, so that a difference is the frame's own and not an inherited one.
 */
package dev.bevdrift.udf.tap;
