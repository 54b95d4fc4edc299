/** The settings of each job: one validated record, whose defaults a test spells out. */
package dev.bevdrift.jobs.config;
