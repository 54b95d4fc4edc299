/**
 * What became of each box, and which class was taken for which: for the analysis of errors.
 *
 * <p><i>Found</i>, <i>spurious</i> and <i>missed</i> are true positive, false positive and false
 * negative.
 */
package dev.bevdrift.metrics.outcome;
