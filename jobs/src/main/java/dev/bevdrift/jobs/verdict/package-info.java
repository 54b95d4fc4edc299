/**
 * Turns a rung's measured differences into one word, and says why.
 *
 * <p>Vocabulary: <i>figures</i> are mAP, NDS and the five true positive errors; a <i>delta</i> is
 * rung minus baseline, so that a negative delta of mAP or NDS and a positive one of an error are
 * losses; the <i>floor</i> is what the same rung run a second time differs by.
 *
 * <p>2026-11-23: the checks go from the worst word to the best. A loss on this data is exact, so it
 * wins over equal boxes: boxes below the score limit are not matched, yet they count in mAP.
 */
package dev.bevdrift.jobs.verdict;
