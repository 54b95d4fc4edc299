package dev.bevdrift.jobs.stage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.udf.model.GpuOptions;
import dev.bevdrift.udf.model.RuntimeOptions;
import java.util.Locale;

/** How graphs are run, as run.json says it. */
final class RuntimeJson {
  private RuntimeJson() {}

  /** Adds every option to the settings. */
  static void put(RuntimeOptions runtime, ObjectNode settings) {
    GpuOptions gpu = runtime.gpu();
    settings
        .put("provider", runtime.provider().toString())
        .put("intra_op_threads", runtime.intraOpThreads())
        .put("tf32", runtime.tf32() == RuntimeOptions.Tf32.ON)
        .put("optimization", runtime.optimization().name().toLowerCase(Locale.ROOT))
        .put("max_sessions", runtime.maxSessions())
        .put("session_memory_bytes", gpu.memoryBytes())
        .put("conv_search", gpu.search().name().toLowerCase(Locale.ROOT))
        .put("engine_cache", gpu.engineCache());
    ObjectNode named = settings.putObject("provider_options");
    gpu.named().forEach(named::put);
    ObjectNode libraries = settings.putObject("custom_ops");
    runtime.customOps().forEach(library -> libraries.put(library.path(), library.sha256()));
  }
}
