/**
 * From nuScenes tables, pictures and CAN bus to frames.
 *
 * <p>Vocabulary: a <i>plan</i> is all that the tables say of one scene, its keyframes complete but
 * for pictures and signals; the driver streams the tables once and makes the plans, executors turn
 * each into files. A keyframe that cannot be taken is <i>left out</i> with a reason; a table that
 * cannot be used is an error.
 *
 * <p>2026-11-23: a finished scene leaves a note beside the frames ({@code _scenes/}), which holds
 * the fingerprint of its inputs; a second start keeps the scenes whose note agrees. The notes go
 * when the whole folder is finished, and {@code _dataset.json} appears last.
 *
 * <p>2026-11-25: every picture is decoded once, with the decoder of the evaluation, because a
 * header says nothing of the scan behind it. A scan whose bytes changed into other valid codes
 * decodes; only the hash tells, and so the evaluation compares it where pictures are by address.
 */
package dev.bevdrift.jobs.ingest;
