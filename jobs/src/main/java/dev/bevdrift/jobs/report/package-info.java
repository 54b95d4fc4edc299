/**
 * Shows a finished run: summary.json for programs, a table for terminals, report.md for pull
 * requests and report.html for people.
 *
 * <p>Everything is made from one {@code Summary}, which holds no clock, no machine and no path, so
 * that the same input gives the same bytes on any cluster; run.json has the rest. A figure that was
 * not measured is null in JSON and a dash elsewhere, never a zero.
 */
package dev.bevdrift.jobs.report;
