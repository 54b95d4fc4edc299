/**
 * Precision, confidence and errors as functions of recall.
 *
 * <p>Everything here follows numpy to the last bit: how it interpolates, how it sums, how the
 * devkit takes running means.
 */
package dev.bevdrift.metrics.curve;
