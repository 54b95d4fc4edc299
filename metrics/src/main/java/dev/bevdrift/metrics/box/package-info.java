/**
 * Boxes, poses and classes.
 *
 * <p>Boxes are in the global frame unless a name says otherwise: metres, quaternions w,x,y,z, sizes
 * width, length, height, positions at the centre of gravity.
 */
package dev.bevdrift.metrics.box;
