/** Spark jobs, their tables, run folders, verdicts and reports. */
package dev.bevdrift.jobs;
