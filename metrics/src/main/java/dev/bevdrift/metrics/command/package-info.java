/** Whole commands as plain functions: from files to figures and files. */
package dev.bevdrift.metrics.command;
