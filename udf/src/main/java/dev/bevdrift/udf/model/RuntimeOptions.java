package dev.bevdrift.udf.model;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How graphs are run.
 *
 * @param provider where
 * @param deviceId the GPU, counted from 0; without meaning on a CPU
 * @param intraOpThreads threads inside one operator, at least 1
 * @param tf32 whether a GPU may round products of 32-bit floats to 10 bits
 * @param optimization how far the runtime may rewrite the graph
 * @param cudaOptions further options of the CUDA provider by name
 */
public record RuntimeOptions(
    Provider provider,
    int deviceId,
    int intraOpThreads,
    Tf32 tf32,
    Optimization optimization,
    Map<String, String> cudaOptions) {

  /** Names that the CUDA provider knows and this record does not already hold. */
  static final Set<String> CUDA_OPTIONS =
      Set.of(
          "gpu_mem_limit",
          "arena_extend_strategy",
          "cudnn_conv_algo_search",
          "do_copy_in_default_stream",
          "cudnn_conv_use_max_workspace",
          "cudnn_conv1d_pad_to_nc1d",
          "enable_cuda_graph",
          "enable_skip_layer_norm_strict_mode",
          "prefer_nhwc",
          "use_ep_level_unified_stream",
          "fuse_conv_bias",
          "sdpa_kernel",
          "tunable_op_enable",
          "tunable_op_tuning_enable",
          "tunable_op_max_tuning_duration_ms");

  /** Where a graph runs. */
  public enum Provider {
    /** CUDA if it can be had, else the CPU; the model says which. */
    AUTO,
    CPU,
    /** CUDA, or an error that says what is missing. */
    CUDA
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
    if (deviceId < 0 || intraOpThreads < 1) {
      throw new IllegalArgumentException(
          "Cannot run on device "
              + deviceId
              + " with "
              + intraOpThreads
              + " intra-op threads: expected at least 0 and at least 1");
    }
    for (String name : new TreeMap<>(cudaOptions).keySet()) {
      if (!CUDA_OPTIONS.contains(name)) {
        throw new IllegalArgumentException(
            "Cannot set the CUDA option '"
                + name
                + "': expected one of "
                + String.join(", ", CUDA_OPTIONS.stream().sorted().toList()));
      }
    }
    cudaOptions = Map.copyOf(cudaOptions);
  }

  /** The provider on its first device, one thread, no TF32, every optimisation. */
  public static RuntimeOptions of(Provider provider) {
    return new RuntimeOptions(provider, 0, 1, Tf32.OFF, Optimization.ALL, Map.of());
  }

  /** The same on another device. */
  public RuntimeOptions onDevice(int id) {
    return new RuntimeOptions(provider, id, intraOpThreads, tf32, optimization, cudaOptions);
  }

  /** The same on another provider. */
  public RuntimeOptions on(Provider other) {
    return new RuntimeOptions(other, deviceId, intraOpThreads, tf32, optimization, cudaOptions);
  }

  /** The same with another number of intra-op threads. */
  public RuntimeOptions withIntraOpThreads(int threads) {
    return new RuntimeOptions(provider, deviceId, threads, tf32, optimization, cudaOptions);
  }

  /** The same with another optimisation level. */
  public RuntimeOptions with(Optimization level) {
    return new RuntimeOptions(provider, deviceId, intraOpThreads, tf32, level, cudaOptions);
  }
}
