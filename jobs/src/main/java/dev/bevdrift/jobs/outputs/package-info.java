/**
 * Outputs of a network that ran elsewhere, as files: NumPy arrays or Parquet.
 *
 * <p>2026-11-25: the NumPy format is read here, by two small classes, since the libraries for it on
 * Maven Central are either unmaintained or bring a whole tensor engine.
 */
package dev.bevdrift.jobs.outputs;
