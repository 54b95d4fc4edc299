package dev.bevdrift.udf.model;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import dev.bevdrift.metrics.InputException;
import java.nio.file.Path;
import java.util.Map;

/** Opens sessions of ONNX Runtime on the provider that was asked for. */
final class OrtSessions {
  private static final String DETERMINISTIC_SEARCH = "DEFAULT";

  private OrtSessions() {}

  /** A session and where it runs. */
  record Opened(OrtSession session, Device device) {}

  /** The process's environment, which nobody ever closes. */
  static OrtEnvironment environment() {
    return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "bevdrift");
  }

  /**
   * Opens a graph.
   *
   * @throws InputException when the graph cannot be run, or CUDA was asked for and is not there
   */
  static Opened open(Path graph, RuntimeOptions options) {
    if (options.provider() == RuntimeOptions.Provider.CPU) {
      return new Opened(
          onCpu(graph, options), new Device(RuntimeOptions.Provider.CPU, 0, "CPU, as asked"));
    }
    try {
      return new Opened(
          onCuda(graph, options),
          new Device(
              RuntimeOptions.Provider.CUDA,
              options.deviceId(),
              "CUDA device " + options.deviceId()));
    } catch (OrtException e) {
      OrtSession session = onCpu(graph, options); // a broken graph is named as such here
      if (options.provider() == RuntimeOptions.Provider.AUTO) {
        return new Opened(
            session,
            new Device(RuntimeOptions.Provider.CPU, 0, "CPU, because of CUDA: " + oneLine(e)));
      }
      close(session);
      throw new InputException(
          "Cannot run on CUDA device "
              + options.deviceId()
              + ": "
              + oneLine(e)
              + ", expected an NVIDIA GPU with driver, CUDA 12 and cuDNN 9, or --provider cpu",
          e);
    }
  }

  private static OrtSession onCpu(Path graph, RuntimeOptions options) {
    try (OrtSession.SessionOptions settings = settings(options)) {
      return environment().createSession(graph.toString(), settings);
    } catch (OrtException e) {
      throw new InputException(
          "Cannot open "
              + graph
              + ": "
              + oneLine(e)
              + ", expected a graph that ONNX Runtime "
              + environment().getVersion()
              + " can run",
          e);
    }
  }

  /**
   * Opens a graph that differs from its file on the CPU.
   *
   * @param graph the model, whose weights lie beside {@code file}
   */
  static OrtSession onCpu(byte[] graph, Path file, RuntimeOptions options) throws OrtException {
    try (OrtSession.SessionOptions settings = settings(options)) {
      settings.addConfigEntry(
          "session.model_external_initializers_file_folder_path",
          file.toAbsolutePath().getParent().toString());
      return environment().createSession(graph, settings);
    }
  }

  private static OrtSession onCuda(Path graph, RuntimeOptions options) throws OrtException {
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(options.deviceId());
        OrtSession.SessionOptions settings = settings(options)) {
      cuda.add("use_tf32", options.tf32() == RuntimeOptions.Tf32.ON ? "1" : "0");
      if (!options.cudaOptions().containsKey("cudnn_conv_algo_search")) {
        cuda.add("cudnn_conv_algo_search", DETERMINISTIC_SEARCH);
      }
      for (Map.Entry<String, String> option : options.cudaOptions().entrySet()) {
        cuda.add(option.getKey(), option.getValue());
      }
      settings.addCUDA(cuda);
      return environment().createSession(graph.toString(), settings);
    }
  }

  private static OrtSession.SessionOptions settings(RuntimeOptions options) throws OrtException {
    OrtSession.SessionOptions settings = new OrtSession.SessionOptions();
    settings.setIntraOpNumThreads(options.intraOpThreads());
    settings.setInterOpNumThreads(1);
    settings.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
    settings.setDeterministicCompute(true);
    settings.setMemoryPatternOptimization(true);
    settings.setOptimizationLevel(
        switch (options.optimization()) {
          case NONE -> OrtSession.SessionOptions.OptLevel.NO_OPT;
          case BASIC -> OrtSession.SessionOptions.OptLevel.BASIC_OPT;
          case EXTENDED -> OrtSession.SessionOptions.OptLevel.EXTENDED_OPT;
          case ALL -> OrtSession.SessionOptions.OptLevel.ALL_OPT;
        });
    return settings;
  }

  /** Closes a session that nobody uses. */
  static void close(OrtSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(
          "Cannot close a session: " + oneLine(e) + ", expected it to be open", e);
    }
  }

  /** The runtime's message without line breaks. */
  static String oneLine(OrtException e) {
    return String.valueOf(e.getMessage()).strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }
}
