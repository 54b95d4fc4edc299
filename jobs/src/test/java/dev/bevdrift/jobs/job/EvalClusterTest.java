package dev.bevdrift.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.jobs.config.EvalArguments;
import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.stage.DeviceMessages;
import dev.bevdrift.jobs.stage.EvalTask;
import dev.bevdrift.jobs.table.Storage;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A real cluster of processes: devices by Spark's resources, and an executor that is killed. */
final class EvalClusterTest {
  private static final String RUNGS = "single,temporal,decoded,liar,recipe-yaw";

  @TempDir static Path shared;
  private static EvalFixture fixture;
  private static StandaloneCluster cluster;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    fixture = EvalFixture.withParts(shared.resolve("inputs"));
    cluster = StandaloneCluster.start(Files.createDirectories(shared.resolve("cluster")));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void eachTaskUsesTheDeviceItWasGivenAndTwoTasksShareOne() throws IOException {
    Map<String, String> settings = new TreeMap<>(gpuSettings());
    settings.putAll(cluster.settings());
    settings.remove("spark.jars.packages"); // ONNX Runtime is on the class path
    SparkConf conf = new SparkConf().setAppName("devices");
    settings.forEach(conf::set);
    EvalTask task = taskOn("cuda");
    List<String> said;
    try (JavaSparkContext context = new JavaSparkContext(conf)) {
      said =
          context
              .parallelize(List.of(1, 2, 3, 4), 4)
              .mapPartitions(new DeviceMessages(task))
              .collect();
    }

    Map<String, TreeSet<String>> devices = new TreeMap<>();
    for (String line : said) {
      assertThat(line).matches("[0-9]+: Cannot run on CUDA device [01]: .*, or --provider cpu");
      devices
          .computeIfAbsent(line.substring(0, line.indexOf(':')), executor -> new TreeSet<>())
          .add(line.replaceFirst(".*CUDA device ([01]):.*", "$1"));
    }
    assertThat(said).hasSize(4);
    assertThat(devices).as("two executors").hasSize(2);
    List<String> numbers = new ArrayList<>();
    devices.values().forEach(numbers::addAll);
    assertThat(numbers).as("one device each, another one each").containsExactlyInAnyOrder("0", "1");
  }

  private static Map<String, String> gpuSettings() throws IOException {
    Path file =
        Path.of(System.getProperty("bevdrift.root"), "conf", "spark-standalone-gpu.properties");
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    Map<String, String> settings = new TreeMap<>();
    properties.forEach((name, value) -> settings.put(name.toString(), value.toString()));
    return settings;
  }

  private EvalTask taskOn(String provider) {
    EvalArguments arguments = new EvalArguments();
    new CommandLine(new Holder(arguments))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(
            "--frames", fixture.frames.toString(),
            "--ladder", fixture.ladder.toString(),
            "--reference", fixture.reference.toString(),
            "--out", folder.resolve("none").toString(),
            "--provider", provider);
    return EvalTask.of(EvalPlan.check(arguments.options(), Storage.local(), Map.of()), List.of());
  }

  /** Picocli wants a command around a mixin. */
  @CommandLine.Command
  private record Holder(@CommandLine.Mixin EvalArguments arguments) {}

  @Test
  void anExecutorThatIsKilledLosesNothingAndNothingComesTwice() throws IOException {
    Path whole = folder.resolve("whole");
    assertThat(fixture.eval(whole, "--rungs", RUNGS).code()).isZero();
    Map<String, String> settings = cluster.settings();
    settings.put("spark.extraListeners", KillFirstExecutor.class.getName());
    Path out = folder.resolve("run");

    EvalFixture.Said said = fixture.evalWith(settings, out, "--rungs", RUNGS, "--partitions", "5");

    assertThat(KillFirstExecutor.takeKilled()).as("an executor was killed").isPositive();
    assertThat(said.err()).doesNotContain("error:");
    assertThat(said.code()).isZero();
    Map<String, byte[]> expected = RunFiles.bytes(whole);
    Map<String, byte[]> given = RunFiles.bytes(out);
    assertThat(given.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, bytes) -> assertThat(given.get(name)).as(name).isEqualTo(bytes));
    assertThat(RunFiles.runJson(out).at("/rungs/single/form").asText()).isEqualTo("prefix+head");
    assertThat(RunFiles.runJson(out).at("/rungs/liar/form").asText()).isEqualTo("whole");
  }
}
