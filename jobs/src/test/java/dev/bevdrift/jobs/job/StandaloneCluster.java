package dev.bevdrift.jobs.job;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A standalone Spark cluster on this machine: a master and a worker that starts executors, each a
 * process of its own. The worker has two GPUs by the word of conf/gpu-discovery.sh, which asks an
 * nvidia-smi of ours.
 */
final class StandaloneCluster implements AutoCloseable {
  private static final int START_S = 60;

  private final Path folder;
  private final int port;
  private final List<Process> processes = new ArrayList<>();

  private StandaloneCluster(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /** Starts both and waits for the worker. */
  static StandaloneCluster start(Path folder) throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    StandaloneCluster cluster = new StandaloneCluster(folder, port);
    Files.createDirectories(folder.resolve("spark/jars"));
    Path smi = Files.createDirectories(folder.resolve("bin")).resolve("nvidia-smi");
    Files.writeString(smi, "#!/bin/sh\nprintf '0\\n1\\n'\n");
    if (!smi.toFile().setExecutable(true)) {
      throw new IOException("Cannot make " + smi + " executable");
    }
    try {
      cluster.launch(
          "master",
          List.of(),
          "org.apache.spark.deploy.master.Master",
          "--host",
          "127.0.0.1",
          "--port",
          "" + port,
          "--webui-port",
          "0");
      cluster.waitForMaster();
      String script =
          Path.of(System.getProperty("bevdrift.root"), "conf", "gpu-discovery.sh").toString();
      cluster.launch(
          "worker",
          List.of(
              "-Dspark.worker.resource.gpu.amount=2",
              "-Dspark.worker.resource.gpu.discoveryScript=" + script),
          "org.apache.spark.deploy.worker.Worker",
          "--host",
          "127.0.0.1",
          "--webui-port",
          "0",
          "--cores",
          "4",
          "--memory",
          "4g",
          "--work-dir",
          folder.resolve("work").toString(),
          "spark://127.0.0.1:" + port);
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** A JVM's command with the class path and the opened packages of this one. */
  static List<String> java(List<String> options, String main, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(command::add);
    command.add("-Xmx512m");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(List.of(args));
    return command;
  }

  private void launch(String name, List<String> options, String main, String... args)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(java(options, main, args));
    Map<String, String> environment = builder.environment();
    environment.put("SPARK_HOME", folder.resolve("spark").toString());
    environment.put("SPARK_SCALA_VERSION", "2.13");
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    environment.remove("CUDA_VISIBLE_DEVICES");
    environment.put("PATH", folder.resolve("bin") + File.pathSeparator + environment.get("PATH"));
    File log = folder.resolve(name + ".log").toFile();
    processes.add(builder.redirectErrorStream(true).redirectOutput(log).start());
  }

  private void waitForMaster() throws IOException, InterruptedException {
    for (int i = 0; i < START_S * 10; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (socket.isConnected()) {
          return;
        }
      } catch (IOException notYet) {
        Thread.sleep(100);
      }
    }
    throw new IOException("the master did not start, see " + folder.resolve("master.log"));
  }

  /** What a driver needs to use it: two executors of two cores. */
  Map<String, String> settings() {
    return new TreeMap<>(
        Map.of(
            "spark.master", "spark://127.0.0.1:" + port,
            "spark.driver.host", "127.0.0.1",
            "spark.executor.memory", "768m",
            "spark.executor.cores", "2",
            "spark.cores.max", "4",
            "spark.scheduler.minRegisteredResourcesRatio", "1.0",
            "spark.scheduler.maxRegisteredResourcesWaitingTime", "120s",
            "spark.executor.extraClassPath", System.getProperty("java.class.path"),
            "spark.local.dir", folder.toString()));
  }

  @Override
  public void close() {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      try {
        process.waitFor(START_S, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
