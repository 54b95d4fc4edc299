package dev.bevdrift.jobs.run;

import java.util.Map;
import java.util.TreeMap;

/** The versions that a run was made with. */
public final class Versions {
  /** Ours; a test compares it with the build's. */
  public static final String BEVDRIFT = "0.1.0";

  private Versions() {}

  /**
   * What decides the figures: our version and the runtime's. Spark and Java only carry them.
   *
   * @param onnxRuntime version of ONNX Runtime
   */
  public static Map<String, String> deciding(String onnxRuntime) {
    return new TreeMap<>(Map.of("bevdrift", BEVDRIFT, "onnxruntime", onnxRuntime));
  }

  /** Feature version of this Java, such as 17. */
  public static String java() {
    return Integer.toString(Runtime.version().feature());
  }
}
