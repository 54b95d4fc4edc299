/**
 * The one record in which every tool here says what it has seen: the lint of graphs, the detector
 * of frozen inputs, the doctor and the gate.
 */
package dev.bevdrift.udf.finding;
