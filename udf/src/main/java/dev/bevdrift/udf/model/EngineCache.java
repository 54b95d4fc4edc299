package dev.bevdrift.udf.model;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.Sha256;
import dev.bevdrift.udf.ladder.LadderFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where TensorRT keeps the engines of one graph: a folder of its own for each graph, device,
 * driver, runtime version and set of options, since an engine is right only there.
 */
final class EngineCache {
  private EngineCache() {}

  /**
   * The folder, made if it is not there.
   *
   * @return "" where no engines are kept
   * @throws InputException when the folder cannot be made
   */
  static String folder(LadderFile graph, RuntimeOptions options) {
    String root = options.gpu().engineCache();
    if (root.isEmpty() || options.provider() != RuntimeOptions.Provider.TENSORRT) {
      return "";
    }
    Device device = new Device(options.provider(), options.deviceId(), "");
    Path folder =
        Path.of(root)
            .resolve(
                name(graph, options, Hardware.of(device), OrtSessions.environment().getVersion()));
    try {
      return Files.createDirectories(folder).toString();
    } catch (IOException e) {
      throw new InputException(
          "Cannot keep TensorRT engines in " + folder + ": " + e + ", expected a writable folder",
          e);
    }
  }

  /** A name that differs wherever an engine could. The device's number is no part of it. */
  static String name(LadderFile graph, RuntimeOptions options, Hardware gpu, String version) {
    String parts =
        String.join(
            "\n",
            graph.sha256(),
            gpu.name(),
            gpu.driver(),
            version,
            options.tf32().name(),
            options.optimization().name(),
            options.gpu().tensorrt("").toString());
    return Sha256.of(parts.getBytes(StandardCharsets.UTF_8));
  }
}
