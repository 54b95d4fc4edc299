package dev.bevdrift.udf.model;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import dev.bevdrift.metrics.InputException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Opens sessions of ONNX Runtime on the provider that was asked for. */
final class OrtSessions {
  /** NVIDIA's switch for a whole process: the TensorRT provider has no option of its own. */
  private static final String TF32_SWITCH = "NVIDIA_TF32_OVERRIDE";

  private static final Pattern ABSENT_LIBRARY =
      Pattern.compile("(\\S+): cannot open shared object file");

  private OrtSessions() {}

  /** A session and where it runs. */
  record Opened(OrtSession session, Device device) {}

  /** The process's environment, which nobody ever closes. */
  static OrtEnvironment environment() {
    return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "bevdrift");
  }

  /**
   * Where graphs would run.
   *
   * @throws InputException when a GPU was asked for and is not there
   */
  static Device device(RuntimeOptions options) {
    if (options.provider() == RuntimeOptions.Provider.CPU) {
      return new Device(RuntimeOptions.Provider.CPU, 0, "CPU, as asked");
    }
    RuntimeOptions.Provider wanted =
        options.provider() == RuntimeOptions.Provider.AUTO
            ? RuntimeOptions.Provider.CUDA
            : options.provider();
    String name =
        (wanted == RuntimeOptions.Provider.CUDA ? "CUDA" : "TensorRT")
            + " device "
            + options.deviceId();
    if (wanted == RuntimeOptions.Provider.TENSORRT
        && options.tf32() == RuntimeOptions.Tf32.OFF
        && !"0".equals(System.getenv(TF32_SWITCH))) {
      throw new InputException(
          "Cannot run on "
              + name
              + " without TF32: "
              + TF32_SWITCH
              + " is not set, expected 0 in the environment of every executor, or --tf32");
    }
    // Adding a provider finds missing libraries, opening a graph finds a missing device.
    try (OrtSession.SessionOptions settings = settings(options)) {
      add(settings, options.on(wanted), "");
      environment().createSession(ProbeGraph.bytes(), settings).close();
      return new Device(wanted, options.deviceId(), name);
    } catch (OrtException e) {
      String why = missing(oneLine(e));
      if (options.provider() == RuntimeOptions.Provider.AUTO) {
        return new Device(RuntimeOptions.Provider.CPU, 0, "CPU, because of CUDA: " + why);
      }
      throw new InputException(
          "Cannot run on "
              + name
              + ": "
              + why
              + ", expected an NVIDIA GPU with driver, CUDA 12 and cuDNN 9"
              + (wanted == RuntimeOptions.Provider.TENSORRT ? " and TensorRT 10" : "")
              + ", or --provider cpu",
          e);
    }
  }

  /**
   * What is missing, in words for people: of the runtime's long complaint about a library that is
   * not there, with its own source files and a folder that no other run has, only the library.
   */
  static String missing(String complaint) {
    Matcher absent = ABSENT_LIBRARY.matcher(complaint);
    return absent.find() ? "this machine has no " + absent.group(1) : complaint;
  }

  /**
   * Opens a graph.
   *
   * @param engines folder for TensorRT's engines of this graph, "" for none
   * @throws InputException when the graph cannot be run, or a GPU was asked for and is not there
   */
  static Opened open(Path graph, RuntimeOptions options, String engines) {
    Device device = device(options);
    try (OrtSession.SessionOptions settings = settings(options)) {
      add(settings, options.on(device.provider()), engines);
      return new Opened(environment().createSession(graph.toString(), settings), device);
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

  /** Adds the providers that were asked for, the first choice first; the CPU is always there. */
  private static void add(
      OrtSession.SessionOptions settings, RuntimeOptions options, String engines)
      throws OrtException {
    if (options.provider() == RuntimeOptions.Provider.TENSORRT) {
      try (OrtTensorRTProviderOptions tensorrt =
          new OrtTensorRTProviderOptions(options.deviceId())) {
        for (Map.Entry<String, String> option : options.gpu().tensorrt(engines).entrySet()) {
          tensorrt.add(option.getKey(), option.getValue());
        }
        settings.addTensorrt(tensorrt);
      }
    }
    if (options.provider() == RuntimeOptions.Provider.TENSORRT
        || options.provider() == RuntimeOptions.Provider.CUDA) {
      try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(options.deviceId())) {
        for (Map.Entry<String, String> option : options.gpu().cuda(options.tf32()).entrySet()) {
          cuda.add(option.getKey(), option.getValue());
        }
        settings.addCUDA(cuda);
      }
    }
  }

  private static OrtSession.SessionOptions settings(RuntimeOptions options) throws OrtException {
    OrtSession.SessionOptions settings = new OrtSession.SessionOptions();
    for (CustomOps library : options.customOps()) {
      Path file = library.checked();
      try {
        settings.registerCustomOpLibrary(file.toString());
      } catch (OrtException e) {
        settings.close();
        throw new InputException(
            "Cannot load " + file + ": " + oneLine(e) + ", expected a library of operators", e);
      }
    }
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

  /** Settings of a run after which its session's working memory on the CPU goes back. */
  static OrtSession.RunOptions freeingMemory() throws OrtException {
    OrtSession.RunOptions settings = new OrtSession.RunOptions();
    try {
      settings.addRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
      return settings;
    } catch (OrtException e) {
      settings.close();
      throw e;
    }
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
