/**
 * Figures of 3-D object detection and their differences, in plain Java: no Spark, no ONNX Runtime.
 */
package dev.bevdrift.metrics;
