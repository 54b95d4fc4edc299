/**
 * ONNX graphs read as protobufs: what in them is likely to go wrong, and which inputs they ignore.
 *
 * <p>A <i>value</i> is a name that a node makes or takes. A <i>constant</i> is a value that is an
 * initializer or comes out of a {@code Constant} node. A <i>finding</i> is one observation with its
 * evidence; finding something says that it is there, not that it costs accuracy: the diff says
 * that. Nothing here runs a graph. 2026-11-25: the protobuf classes are Tribuo's ({@code
 * ai.onnx.proto}), whose generated code also works on the newer protobuf runtime that Spark ships.
 */
package dev.bevdrift.udf.graph;
