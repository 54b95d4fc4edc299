/**
 * Which prediction is matched with which true box.
 *
 * <p>A <i>rank</i> is a place in the list of one class's predictions over all samples, best score
 * first, counted from 0. A match is decided within one sample and never depends on another; only
 * the ranking does.
 *
 * <p>Where no machine holds a whole class, predictions are matched in <i>runs</i> (those of some
 * samples) and travel in <i>pages</i> (some hundred ranked neighbours of a run); the pages of all
 * runs, sorted, are walked in order of rank. 2026-11-25: pages and not single records, since Spark
 * then sorts a few thousand keys where there are millions of predictions.
 */
package dev.bevdrift.metrics.match;
