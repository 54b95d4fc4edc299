package dev.bevdrift.udf.model;

import java.io.Serializable;
import java.util.List;

/**
 * How graphs are run.
 *
 * @param provider where
 * @param deviceId the GPU, counted from 0; without meaning on a CPU
 * @param intraOpThreads threads inside one operator, at least 1
 * @param tf32 whether a GPU may round products of 32-bit floats to 10 bits
 * @param optimization how far the runtime may rewrite the graph
 * @param maxSessions sessions that a JVM keeps open at a time, 0 for all; a graph beyond them is
 *     opened again when its turn comes
 * @param gpu what only a GPU needs
 * @param customOps libraries of operators that the runtime lacks
 */
public record RuntimeOptions(
    Provider provider,
    int deviceId,
    int intraOpThreads,
    Tf32 tf32,
    Optimization optimization,
    int maxSessions,
    GpuOptions gpu,
    List<CustomOps> customOps)
    implements Serializable {

  /** Where a graph runs. */
  public enum Provider {
    /** CUDA if it can be had, else the CPU; the model says which. */
    AUTO,
    CPU,
    /** CUDA, or an error that says what is missing. */
    CUDA,
    /** TensorRT, and CUDA for what it cannot run, or an error that says what is missing. */
    TENSORRT
  }

  /** Whether products may be rounded to TF32. */
  public enum Tf32 {
    OFF,
    ON
  }

  /** Names of the runtime's graph optimisation levels. */
  public enum Optimization {
    NONE,
    BASIC,
    EXTENDED,
    ALL
  }

  public RuntimeOptions {
    customOps = List.copyOf(customOps);
    if (deviceId < 0 || intraOpThreads < 1) {
      throw new IllegalArgumentException(
          "Cannot run on device "
              + deviceId
              + " with "
              + intraOpThreads
              + " intra-op threads: expected at least 0 and at least 1");
    }
    if (maxSessions < 0) {
      throw new IllegalArgumentException(
          "Cannot keep " + maxSessions + " sessions open: expected at least 0");
    }
  }

  /** The provider on its first device, one thread, no TF32, every optimisation, no bounds. */
  public static RuntimeOptions of(Provider provider) {
    return new RuntimeOptions(
        provider, 0, 1, Tf32.OFF, Optimization.ALL, 0, GpuOptions.defaults(), List.of());
  }

  /** The same on another device. */
  public RuntimeOptions onDevice(int id) {
    return new RuntimeOptions(
        provider, id, intraOpThreads, tf32, optimization, maxSessions, gpu, customOps);
  }

  /** The same on another provider. */
  public RuntimeOptions on(Provider other) {
    return new RuntimeOptions(
        other, deviceId, intraOpThreads, tf32, optimization, maxSessions, gpu, customOps);
  }

  /** The same with another number of intra-op threads. */
  public RuntimeOptions withIntraOpThreads(int threads) {
    return new RuntimeOptions(
        provider, deviceId, threads, tf32, optimization, maxSessions, gpu, customOps);
  }

  /** The same with another optimisation level. */
  public RuntimeOptions with(Optimization level) {
    return new RuntimeOptions(
        provider, deviceId, intraOpThreads, tf32, level, maxSessions, gpu, customOps);
  }

  /** The same with or without TF32. */
  public RuntimeOptions with(Tf32 rounding) {
    return new RuntimeOptions(
        provider, deviceId, intraOpThreads, rounding, optimization, maxSessions, gpu, customOps);
  }

  /** The same with another bound on open sessions. */
  public RuntimeOptions withMaxSessions(int sessions) {
    return new RuntimeOptions(
        provider, deviceId, intraOpThreads, tf32, optimization, sessions, gpu, customOps);
  }

  /** The same with other options of a GPU. */
  public RuntimeOptions with(GpuOptions options) {
    return new RuntimeOptions(
        provider, deviceId, intraOpThreads, tf32, optimization, maxSessions, options, customOps);
  }

  /** The same with these libraries of operators, and no other. */
  public RuntimeOptions with(List<CustomOps> libraries) {
    return new RuntimeOptions(
        provider, deviceId, intraOpThreads, tf32, optimization, maxSessions, gpu, libraries);
  }
}
