/**
 * One class a Parquet table, each with an explicit Avro schema, and the files that stand beside
 * them.
 *
 * <p>Vocabulary: a <i>table</i> is a kind of file ({@code frames}, {@code predictions}, …) with a
 * schema file and a version, both written into each file's key-value metadata; a <i>row</i> is one
 * record of it; {@code Storage} is where files lie, by Hadoop path, so that local disk, HDFS and
 * S3A are alike.
 *
 * <p>2026-11-23: files are written by parquet-avro under a name of their own and renamed when
 * whole, without Spark's output committer: a file that has its name is complete, which is what
 * resuming rests on. Nothing in a file tells the time, so the same rows give the same bytes.
 *
 * <p>2026-11-25: {@code frames} and {@code index} got the column {@code log}, the drive that a
 * scene was cut out of: intervals draw the scenes of one drive together. It is optional, as every
 * column that comes to a table later must be; files from before it are still read, each scene a
 * drive.
 */
package dev.bevdrift.jobs.table;
