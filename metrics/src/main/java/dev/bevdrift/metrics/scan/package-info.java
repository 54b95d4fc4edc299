/**
 * JSON as bytes: a strict and fast scanner for large files of the usual shape.
 *
 * <p>It reads a part of what JSON allows: no escapes, no letters beyond ASCII, numbers of the usual
 * lengths. At anything else it throws {@link dev.bevdrift.metrics.scan.OddInputException}, and the
 * caller reads the file again with the careful reader, which understands all of JSON and words the
 * faults. So this package never reports a fault of the input, and what it accepts it must read to
 * the last bit as the careful reader does. 2026-11-25: a scanner of our own, since it reads a
 * submission more than twice as fast as the library (benchmarks/2026-11-25-metrics.md) and can
 * start in the middle of a file.
 *
 * <p>A <i>piece</i> is a stretch of a file that one thread reads: it begins and ends at the
 * boundary of a unit, such as a table's row.
 */
package dev.bevdrift.metrics.scan;
