package dev.bevdrift.jobs.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The machine that this JVM is on, for run.json. On a cluster it is the driver's, and executors are
 * taken to be alike.
 */
public final class Machine {
  private static final Pattern CPU = Pattern.compile("(?m)^model name\\s*:\\s*(.+)$");
  private static final Pattern GPU = Pattern.compile("(?m)^Model:\\s*(.+)$");
  private static final Pattern GPU_DRIVER = Pattern.compile("Module\\D*?([0-9]+(?:\\.[0-9]+)+)");
  private static final String UNKNOWN = "unknown";

  private Machine() {}

  /** System, processor and, where there is one of NVIDIA, graphics card with its driver. */
  public static ObjectNode json() {
    Path nvidia = Path.of("/proc/driver/nvidia");
    return JsonNodeFactory.instance
        .objectNode()
        .put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
        .put("arch", System.getProperty("os.arch"))
        .put("java", System.getProperty("java.version"))
        .put("cores", Runtime.getRuntime().availableProcessors())
        .put("cpu", found(CPU, Path.of("/proc/cpuinfo")))
        .put("gpu", found(GPU, firstGpu(nvidia.resolve("gpus"))))
        .put("gpu_driver", found(GPU_DRIVER, nvidia.resolve("version")));
  }

  private static Path firstGpu(Path gpus) {
    if (!Files.isDirectory(gpus)) {
      return gpus;
    }
    try (Stream<Path> found = Files.list(gpus)) {
      return found.sorted().findFirst().map(gpu -> gpu.resolve("information")).orElse(gpus);
    } catch (IOException unreadable) {
      return gpus;
    }
  }

  private static String found(Pattern pattern, Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      return UNKNOWN;
    }
    try {
      Matcher matcher = pattern.matcher(Files.readString(file));
      return matcher.find() ? matcher.group(1).strip() : UNKNOWN;
    } catch (IOException unreadable) {
      return UNKNOWN;
    }
  }
}
