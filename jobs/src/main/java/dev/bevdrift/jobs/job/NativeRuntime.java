package dev.bevdrift.jobs.job;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.model.BevModel;

/** ONNX Runtime, which is not in our jar: it is native and large, and comes by --packages. */
final class NativeRuntime {
  private static final String ENVIRONMENT = "ai.onnxruntime.OrtEnvironment";
  private static final String PACKAGE = "com.microsoft.onnxruntime:onnxruntime_gpu:1.24.2";

  private NativeRuntime() {}

  /**
   * The version of ONNX Runtime on the class path.
   *
   * @throws InputException naming the package, when it is missing
   */
  static String onnxRuntimeVersion() {
    return onnxRuntimeVersion(ENVIRONMENT);
  }

  /** The same, told by the class that stands for it. */
  static String onnxRuntimeVersion(String environment) {
    try {
      Class.forName(environment, false, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException missing) {
      throw new InputException(
          "Cannot run graphs: ONNX Runtime is not on the class path, expected --packages "
              + PACKAGE,
          missing);
    }
    return BevModel.runtimeVersion();
  }
}
