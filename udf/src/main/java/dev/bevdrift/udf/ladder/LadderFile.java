package dev.bevdrift.udf.ladder;

/**
 * A file of a rung.
 *
 * @param path name inside the ladder's folder
 * @param sha256 hex digest, lower case
 */
public record LadderFile(String path, String sha256) {}
