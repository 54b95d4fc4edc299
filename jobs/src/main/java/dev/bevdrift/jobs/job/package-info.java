/**
 * What a person starts: one class a command, with its options, its exit code and nothing else.
 *
 * <p>Exit codes: 0 done and passed, 1 a regression past the gate, 2 bad input or usage, 3 cannot
 * tell, 4 incomplete.
 */
package dev.bevdrift.jobs.job;
