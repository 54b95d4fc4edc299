/**
 * Prints finished runs again: a list of those under a folder, several side by side.
 *
 * <p>Vocabulary: a folder is a <i>run</i> when it has a run.json; it is finished when it has a
 * summary.json too.
 */
package dev.bevdrift.jobs.listing;
