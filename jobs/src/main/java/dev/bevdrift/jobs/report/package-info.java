/**
 * Shows a finished run: summary.json for programs, a table for terminals, report.md for pull
 * requests and report.html for people.
 *
 * <p>summary.json, the table and report.md are made from one {@code Summary}, which holds no clock,
 * no machine and no path, so that the same input gives the same bytes on any cluster. report.html
 * is drawn from summary.json and the other files of the run's folder, run.json with its times among
 * them (2026-11-25: latency belongs beside accuracy), so it can be made again of a finished run. A
 * figure that was not measured is null in JSON and a dash elsewhere, never a zero.
 */
package dev.bevdrift.jobs.report;
