package dev.bevdrift.jobs.config;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.model.CustomOps;
import dev.bevdrift.udf.model.GpuOptions;
import dev.bevdrift.udf.model.RuntimeOptions;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** How graphs are run, on the command line; {@link #options} gives the validated record. */
public final class RuntimeArguments {
  private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,9})([kmg]?)");
  private static final int KILO_BITS = 10;

  /** Each graph starts as many; no processor has more, and some thousands end the process. */
  private static final int MAX_THREADS = 1024;

  @Option(
      names = "--provider",
      defaultValue = "auto",
      paramLabel = "auto|cpu|cuda|tensorrt",
      description = "What runs the graphs; auto takes CUDA where it works. Default: auto.")
  private RuntimeOptions.Provider provider;

  @Option(
      names = "--intra-op-threads",
      defaultValue = "1",
      paramLabel = "N",
      description = "Threads inside one graph. Default: ${DEFAULT-VALUE}.")
  private int intraOpThreads;

  @Option(
      names = "--optimization",
      defaultValue = "all",
      paramLabel = "none|basic|extended|all",
      description = "How far the runtime may rewrite a graph. Default: all.")
  private RuntimeOptions.Optimization optimization;

  @Option(
      names = "--max-sessions",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "Graphs that one JVM keeps open at a time; one beyond them is opened again when its turn"
              + " comes. Larger --chunk-frames make that rarer. 0: all.")
  private int maxSessions;

  @Option(
      names = "--tf32",
      description = "Let a GPU round products to TF32; it moves projected points by 0.1 pixel.")
  private boolean tf32;

  @Option(
      names = "--device-memory",
      defaultValue = "",
      paramLabel = "SIZE",
      description =
          "Memory of a GPU that the graphs of one JVM may take, such as 20g; needs --max-sessions,"
              + " among which it is shared out. Default: all.")
  private String deviceMemory;

  @Option(
      names = "--conv-search",
      defaultValue = "default",
      paramLabel = "default|heuristic|exhaustive",
      description =
          "How cuDNN chooses algorithms; exhaustive differs from run to run. Default: default.")
  private GpuOptions.ConvSearch convSearch;

  @Option(
      names = "--engine-cache",
      defaultValue = "",
      paramLabel = "DIR",
      description = "Where each machine keeps TensorRT's engines. Default: nowhere.")
  private String engineCache;

  @Option(
      names = "--provider-option",
      paramLabel = "NAME=VALUE",
      description = "A further option of CUDA's, or of TensorRT's (trt_...); names are checked.")
  private Map<String, String> named = new LinkedHashMap<>();

  @Option(
      names = "--custom-ops",
      paramLabel = "FILE=SHA256",
      description =
          "A library of operators that graphs may call, on each machine, and the hash of the file"
              + " that you trust; without it none is loaded.")
  private Map<String, String> customOps = new LinkedHashMap<>();

  /**
   * The options, checked.
   *
   * @throws InputException naming an option that cannot be used
   */
  RuntimeOptions options() {
    if (intraOpThreads < 1 || intraOpThreads > MAX_THREADS) {
      throw new InputException(
          "Cannot use --intra-op-threads="
              + intraOpThreads
              + ": expected at least 1 and at most "
              + MAX_THREADS);
    }
    if (maxSessions < 0) {
      throw atLeast("--max-sessions", maxSessions, 0);
    }
    if (tf32 && provider == RuntimeOptions.Provider.CPU) {
      throw new InputException(
          "Cannot use --tf32: --provider is cpu, which has no TF32, expected a GPU");
    }
    try {
      GpuOptions gpu =
          new GpuOptions(memoryOfOneBytes(), convSearch, engineCache, new TreeMap<>(named));
      return RuntimeOptions.of(provider)
          .withIntraOpThreads(intraOpThreads)
          .with(optimization)
          .with(tf32 ? RuntimeOptions.Tf32.ON : RuntimeOptions.Tf32.OFF)
          .withMaxSessions(maxSessions)
          .with(gpu)
          .with(
              customOps.entrySet().stream()
                  .map(library -> new CustomOps(library.getKey(), library.getValue()))
                  .toList());
    } catch (IllegalArgumentException unusable) {
      throw new InputException(unusable.getMessage(), unusable);
    }
  }

  private long memoryOfOneBytes() {
    if (deviceMemory.isEmpty()) {
      return 0;
    }
    Matcher size = SIZE.matcher(deviceMemory.toLowerCase(Locale.ROOT));
    if (!size.matches()) {
      throw new InputException(
          "Cannot use --device-memory="
              + deviceMemory
              + ": expected a number of bytes, or one with k, m or g behind it");
    }
    if (maxSessions == 0) {
      throw new InputException(
          "Cannot use --device-memory="
              + deviceMemory
              + ": the number of graphs that share it is open, expected --max-sessions too");
    }
    int bits = KILO_BITS * ("kmg".indexOf(size.group(2)) + (size.group(2).isEmpty() ? 0 : 1));
    return (Long.parseLong(size.group(1)) << bits) / maxSessions;
  }

  private static InputException atLeast(String option, int value, int least) {
    return new InputException(
        String.format(Locale.ROOT, "Cannot use %s=%d: expected at least %d", option, value, least));
  }
}
