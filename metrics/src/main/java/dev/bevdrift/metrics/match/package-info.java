/**
 * Which prediction is matched with which true box.
 *
 * <p>A <i>rank</i> is a place in the list of one class's predictions over all samples, best score
 * first, counted from 0. A match is decided within one sample and never depends on another; only
 * the ranking does.
 */
package dev.bevdrift.metrics.match;
