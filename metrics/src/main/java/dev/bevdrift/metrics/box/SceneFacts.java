package dev.bevdrift.metrics.box;

/**
 * What the data set says about the drive a scene was cut out of; empty where it says nothing.
 *
 * @param location such as {@code boston-seaport}
 * @param vehicle such as {@code n008}
 * @param log the drive, such as {@code n008-2018-08-01-15-16-36-0400}
 * @param description in the data set's words, such as {@code Night, rain, parked cars}
 */
public record SceneFacts(String location, String vehicle, String log, String description) {
  /** Nothing is known. */
  public static final SceneFacts UNKNOWN = new SceneFacts("", "", "", "");
}
