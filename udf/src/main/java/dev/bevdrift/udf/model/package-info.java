/**
 * Sessions of ONNX Runtime: opened once per rung, device and JVM, checked before the first frame.
 *
 * <p>Decisions (November 2026): results must not depend on the cluster, so intra-op threads are a
 * fixed, recorded number (1 unless said otherwise) and there is one inter-op thread; TF32 is off,
 * since it alone moves projected points by a tenth of a pixel; the runtime takes any provider
 * option without complaint, so names are checked here.
 */
package dev.bevdrift.udf.model;
