/**
 * The ladder's manifest, checked: which graphs there are, what goes into them and what comes out.
 *
 * <p>Vocabulary: a <i>rung</i> is one export of the model; a <i>role</i> is what a graph's input or
 * output means, whatever its name; a rung's <i>baseline</i> is what it is compared with.
 *
 * <p>A ladder is untrusted: every file is hashed, bounded in size and must lie in the ladder's own
 * folder; no link is followed out of it; a key that is not in the schema is an error.
 */
package dev.bevdrift.udf.ladder;
