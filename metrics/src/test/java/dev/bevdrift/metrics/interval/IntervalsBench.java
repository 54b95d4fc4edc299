package dev.bevdrift.metrics.interval;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.Evaluation;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Times the paired intervals of many rungs at the size of nuScenes val: {@code bin/bench
 * intervals}.
 *
 * <p>Arguments: number of runs, number of replicates, and a file for the JSON or nothing. Matching
 * is timed apart: intervals start from matches.
 */
public final class IntervalsBench {
  private static final OperatingSystemMXBean MACHINE =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final double NANOS_PER_S = 1e9;

  /** Matched once and drawn in turn: drawing costs the same whether a run was seen before. */
  private static final int DISTINCT = 4;

  private long matchNs;
  private long intervalNs;
  private long intervalCpuNs;
  private int intervals;
  private int tests;

  private IntervalsBench() {}

  /** Runs the bench. */
  public static void main(String[] args) throws IOException {
    int runs = Integer.parseInt(args[0]);
    int replicates = Integer.parseInt(args[1]);
    Optional<Path> json = args.length > 2 ? Optional.of(Path.of(args[2])) : Optional.empty();
    IntervalsBench bench = new IntervalsBench();
    ValWorld world = ValWorld.of(1);
    List<DetectionScore> scores = new ArrayList<>();
    for (int run = 0; run < Math.min(runs, DISTINCT); run++) {
      scores.add(bench.score(world, run));
    }
    long predictions =
        scores.get(0).classScores().stream().mapToLong(c -> c.matches().predictions()).sum();
    Optional<Replicates> baseline = Optional.empty();
    for (int run = 0; run < runs; run++) {
      Replicates drawn = bench.intervals(scores.get(run % scores.size()), baseline, replicates);
      baseline = Optional.of(baseline.orElse(drawn));
      System.err.printf("run %d of %d%n", run + 1, runs);
    }
    String text =
        new ObjectMapper()
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(bench.result(runs, replicates, world, predictions));
    System.out.println(text);
    if (json.isPresent()) {
      Files.writeString(json.get(), text + "\n");
    }
  }

  private DetectionScore score(ValWorld world, int run) {
    var predictions = world.predictions(run);
    long start = System.nanoTime();
    DetectionScore score = Evaluation.of(DetectionConfig.cvpr2019(), world.truth(), predictions);
    matchNs += System.nanoTime() - start;
    return score;
  }

  private Replicates intervals(
      DetectionScore score, Optional<Replicates> baseline, int replicates) {
    long start = System.nanoTime();
    long startCpu = MACHINE.getProcessCpuTime();
    Replicates drawn =
        SceneBootstrap.of(score, SceneClusters.eachScene(score.samples()))
            .replicates(replicates, 1);
    Replicates shown = baseline.map(drawn::minus).orElse(drawn);
    for (String name : shown.keys().names()) {
      intervals += shown.of(name).interval(0.95).isPresent() ? 1 : 0;
    }
    for (String name : List.of("nd_score", "mean_ap", "orient_err", "vel_err")) {
      tests += Double.isNaN(shown.of(name).pOfZero()) ? 0 : 1;
    }
    intervalNs += System.nanoTime() - start;
    intervalCpuNs += MACHINE.getProcessCpuTime() - startCpu;
    return drawn;
  }

  private ObjectNode result(int runs, int replicates, ValWorld world, long predictions) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("bench", "intervals");
    json.put("runs", runs);
    json.put("distinct_runs", Math.min(runs, DISTINCT));
    json.put("replicates", replicates);
    json.put("scenes", ValWorld.SCENES);
    json.put("samples", ValWorld.SAMPLES);
    json.put("true_boxes", world.truth().boxes().size());
    json.put("predictions_a_run", predictions);
    json.put("intervals", intervals);
    json.put("tests", tests);
    json.put("match_s_of_distinct", matchNs / NANOS_PER_S);
    json.put("interval_s", intervalNs / NANOS_PER_S);
    json.put("interval_cpu_s", intervalCpuNs / NANOS_PER_S);
    json.put("cores", Runtime.getRuntime().availableProcessors());
    json.put("load_at_end", MACHINE.getSystemLoadAverage());
    json.put("peak_heap_mb", Runtime.getRuntime().totalMemory() >> 20);
    json.put("java", System.getProperty("java.version"));
    return json;
  }
}
