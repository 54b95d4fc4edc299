package dev.bevdrift.jobs.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.PreparedLoop;
import dev.bevdrift.udf.infer.Tensor;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.model.BevModel;
import dev.bevdrift.udf.model.Device;
import dev.bevdrift.udf.model.Hardware;
import dev.bevdrift.udf.model.RuntimeOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What a provider is worth and what it changes, from Java, on inputs prepared beforehand: frames a
 * second of one session, alone and shared by several tasks; whether a second pass gives the same
 * bits; the largest difference of each output to the CPU's, without TF32 and with it. Prints a line
 * of JSON a rung and rounding. Arguments: frames, ladder, rungs with commas, provider, number of
 * frames, rounds, numbers of tasks with commas.
 */
public final class ProviderBench {
  private static final double NS_PER_S = 1e9;

  private final Ladder ladder;
  private final List<Frame> frames;
  private final int rounds;

  private ProviderBench(Ladder ladder, List<Frame> frames, int rounds) {
    this.ladder = ladder;
    this.frames = frames;
    this.rounds = rounds;
  }

  /** Takes the arguments above; exits with 2 where the provider cannot be had. */
  public static void main(String[] args) throws InterruptedException {
    Ladder ladder = Ladder.open(Path.of(args[1])).select(Arrays.asList(args[2].split(",")));
    RuntimeOptions wanted =
        RuntimeOptions.of(RuntimeOptions.Provider.valueOf(args[3].toUpperCase(Locale.ROOT)));
    ProviderBench bench =
        new ProviderBench(
            ladder, BenchFrames.of(args[0], Integer.parseInt(args[4])), Integer.parseInt(args[5]));
    int[] tasks = Arrays.stream(args[6].split(",")).mapToInt(Integer::parseInt).toArray();
    try {
      Device device = Device.of(wanted);
      for (GraphRung rung : ladder.graphRungs()) {
        bench.measure(rung, wanted.on(device.provider()), device, tasks);
      }
    } catch (InputException notThere) {
      System.err.println("error: " + notThere.getMessage());
      System.exit(2);
    }
  }

  private void measure(GraphRung rung, RuntimeOptions runtime, Device device, int[] tasks)
      throws InterruptedException {
    List<Map<String, Tensor>> cpu =
        loop(rung).outputs(RuntimeOptions.of(RuntimeOptions.Provider.CPU));
    boolean onCpu = runtime.provider() == RuntimeOptions.Provider.CPU;
    for (RuntimeOptions.Tf32 tf32 : RuntimeOptions.Tf32.values()) {
      if (onCpu && tf32 == RuntimeOptions.Tf32.ON) {
        continue; // no such thing there
      }
      RuntimeOptions rounded = runtime.with(tf32);
      Hardware hardware = Hardware.of(device);
      ObjectNode line = new ObjectMapper().createObjectNode();
      line.put("model", ladder.model().name())
          .put("rung", rung.id())
          .put("provider", runtime.provider().name().toLowerCase(Locale.ROOT))
          .put("tf32", tf32 == RuntimeOptions.Tf32.ON)
          .put("hardware", hardware.name())
          .put("driver", hardware.driver())
          .put("runtime", BevModel.runtimeVersion())
          .put("frames", frames.size())
          .put("rounds", rounds);
      List<Map<String, Tensor>> made = loop(rung).outputs(rounded);
      line.put("second_pass_equal_bits", largest(made, loop(rung).outputs(rounded)).isEmpty());
      ObjectNode differences = line.putObject("largest_difference_to_cpu");
      largest(cpu, made).forEach(differences::put);
      ObjectNode speeds = line.putObject("frames_a_second_by_tasks");
      for (int count : tasks) {
        speeds.put(Integer.toString(count), framesASecond(rung, rounded, count));
      }
      System.out.println(line);
    }
  }

  private PreparedLoop loop(GraphRung rung) {
    return PreparedLoop.of(ladder, rung, frames);
  }

  /** Of tasks that share one session; the median of the rounds. */
  private double framesASecond(GraphRung rung, RuntimeOptions runtime, int tasks)
      throws InterruptedException {
    List<PreparedLoop> loops = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      loops.add(loop(rung));
    }
    double[] speeds = new double[rounds];
    ExecutorService pool = Executors.newFixedThreadPool(tasks);
    try {
      for (int round = 0; round < rounds; round++) {
        List<Future<Long>> running =
            pool.invokeAll(
                loops.stream()
                    .<Callable<Long>>map(loop -> () -> loop.run(frames.size(), runtime))
                    .toList());
        for (Future<Long> one : running) {
          speeds[round] += frames.size() * NS_PER_S / one.get();
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      pool.shutdownNow();
    }
    Arrays.sort(speeds);
    return speeds[rounds / 2];
  }

  /** Largest absolute difference by output; an output with equal bits is not in it. */
  private static Map<String, Double> largest(
      List<Map<String, Tensor>> expected, List<Map<String, Tensor>> given) {
    TreeMap<String, Double> largest = new TreeMap<>();
    for (int i = 0; i < expected.size(); i++) {
      Map<String, Tensor> other = given.get(i);
      expected
          .get(i)
          .forEach(
              (role, tensor) -> {
                for (int x = 0; x < tensor.size(); x++) {
                  float a = tensor.x(x);
                  float b = other.get(role).x(x);
                  if (Float.floatToRawIntBits(a) != Float.floatToRawIntBits(b)) {
                    largest.merge(role, Math.abs((double) a - b), Math::max);
                  }
                }
              });
    }
    return largest;
  }
}
