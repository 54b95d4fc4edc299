package dev.bevdrift.udf.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The processor behind a device, as the machine names it.
 *
 * @param name such as the CPU's model name or the GPU's product name; never empty
 * @param driver version of the GPU's driver, "" for a CPU
 */
public record Hardware(String name, String driver) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final int TIMEOUT_S = 20;

  /** Asks the machine: {@code /proc/cpuinfo} for a CPU, {@code nvidia-smi} for a GPU. */
  public static Hardware of(Device device) {
    return device.provider() == RuntimeOptions.Provider.CPU
        ? new Hardware(cpuName(), "")
        : gpu(device.id());
  }

  private static String cpuName() {
    String architecture = System.getProperty("os.arch");
    try {
      return Files.readAllLines(CPU_INFO).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .filter(name -> !name.isEmpty())
          .findFirst()
          .orElse(architecture);
    } catch (IOException notLinux) {
      return architecture;
    }
  }

  private static Hardware gpu(int id) {
    List<String> command =
        List.of(
            "nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader", "--id=" + id);
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean ended = process.waitFor(TIMEOUT_S, TimeUnit.SECONDS);
      String[] parts = said.strip().split("\\s*,\\s*", -1);
      if (ended && process.exitValue() == 0 && parts.length == 2) {
        return new Hardware(parts[0], parts[1]);
      }
    } catch (IOException noSuchCommand) {
      return unknown(id);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return unknown(id);
  }

  private static Hardware unknown(int id) {
    return new Hardware("GPU " + id + " (nvidia-smi does not say)", "unknown");
  }
}
