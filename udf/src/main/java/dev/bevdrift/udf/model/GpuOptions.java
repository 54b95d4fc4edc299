package dev.bevdrift.udf.model;

import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What only a GPU needs. Names are checked here, since the runtime takes any without a word.
 *
 * @param memoryBytes device memory that one session's arena may take, 0 for no limit
 * @param search how cuDNN chooses its convolutions
 * @param engineCache folder where TensorRT keeps its engines, "" for none
 * @param named further options by the provider's own names; those that begin with {@code trt_} are
 *     TensorRT's, the others CUDA's
 */
public record GpuOptions(
    long memoryBytes, ConvSearch search, String engineCache, SortedMap<String, String> named)
    implements Serializable {

  /** Names that the CUDA provider of ONNX Runtime 1.24 knows and this record does not hold. */
  static final Set<String> CUDA =
      Set.of(
          "arena_extend_strategy",
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

  /** Names that the TensorRT provider knows and this record does not hold. */
  static final Set<String> TENSORRT =
      Set.of(
          "trt_max_partition_iterations",
          "trt_min_subgraph_size",
          "trt_max_workspace_size",
          "trt_fp16_enable",
          "trt_bf16_enable",
          "trt_timing_cache_enable",
          "trt_force_timing_cache",
          "trt_layer_norm_fp32_fallback",
          "trt_builder_optimization_level",
          "trt_auxiliary_streams",
          "trt_sparsity_enable",
          "trt_force_sequential_engine_build",
          "trt_build_heuristics_enable",
          "trt_context_memory_sharing_enable",
          "trt_detailed_build_log",
          "trt_op_types_to_exclude");

  /** How cuDNN chooses among its algorithms for a convolution. */
  public enum ConvSearch {
    /** The same algorithm every time. */
    DEFAULT,
    /** By a rule of thumb. */
    HEURISTIC,
    /** By trying: fastest, but another run may choose otherwise and differ by rounding. */
    EXHAUSTIVE
  }

  public GpuOptions {
    if (memoryBytes < 0) {
      throw new IllegalArgumentException(
          "Cannot limit device memory to " + memoryBytes + " bytes: expected at least 0");
    }
    for (String name : named.keySet()) {
      Set<String> known = name.startsWith("trt_") ? TENSORRT : CUDA;
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "Cannot set the provider option '"
                + name
                + "': expected one of "
                + String.join(", ", known.stream().sorted().toList()));
      }
    }
    named = new TreeMap<>(named);
  }

  /** No limit, the deterministic search, no engines kept, nothing else. */
  public static GpuOptions defaults() {
    return new GpuOptions(0, ConvSearch.DEFAULT, "", new TreeMap<>());
  }

  /** What the CUDA provider is given. */
  SortedMap<String, String> cuda(RuntimeOptions.Tf32 tf32) {
    SortedMap<String, String> options = new TreeMap<>();
    options.put("use_tf32", tf32 == RuntimeOptions.Tf32.ON ? "1" : "0");
    options.put("cudnn_conv_algo_search", search.name());
    if (memoryBytes > 0) {
      options.put("gpu_mem_limit", Long.toString(memoryBytes));
    }
    named.forEach(
        (name, value) -> {
          if (CUDA.contains(name)) {
            options.put(name, value);
          }
        });
    return options;
  }

  /**
   * What the TensorRT provider is given.
   *
   * @param engines folder of this graph's engines on this device, "" for none
   */
  SortedMap<String, String> tensorrt(String engines) {
    SortedMap<String, String> options = new TreeMap<>(Map.of("trt_fp16_enable", "0"));
    if (memoryBytes > 0) {
      options.put("trt_max_workspace_size", Long.toString(memoryBytes));
    }
    if (!engines.isEmpty()) {
      options.put("trt_engine_cache_enable", "1");
      options.put("trt_engine_cache_path", engines);
    }
    named.forEach(
        (name, value) -> {
          if (TENSORRT.contains(name)) {
            options.put(name, value);
          }
        });
    return options;
  }
}
