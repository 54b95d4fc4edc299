package dev.bevdrift.udf.ladder;

/**
 * One value that a temporal graph hands to its next frame.
 *
 * @param in the graph input that takes it; zeros where there is no frame before
 * @param out the graph output that gives it
 * @param reset the graph input [1] that is 1 where there is a frame before, else 0; "" if none
 */
public record StateLink(String in, String out, String reset) {}
