package dev.bevdrift.jobs.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.FrameOutcome;
import dev.bevdrift.udf.infer.InferenceOptions;
import dev.bevdrift.udf.infer.PreparedLoop;
import dev.bevdrift.udf.infer.RungOutcome;
import dev.bevdrift.udf.infer.SceneInference;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.model.BevModel;
import dev.bevdrift.udf.model.RuntimeOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * What a further rung costs when rungs share a prefix, and what a frame costs outside the runtime,
 * beside a bare loop over prepared inputs. Each round runs every variant once, so that a machine
 * that slows down slows all; medians count. Prints one line of JSON. Arguments: frames, ladder,
 * rungs with commas, number of frames, rounds.
 */
public final class InferenceBench {
  private static final double NS_PER_MS = 1e6;
  private static final String BARE = "bare loop, threads ";
  private static final String TWO_BARE = "two bare loops at a time, 1 thread";

  /** Frames whose inputs a bare loop holds in memory, 28 MB each on tiny. */
  private static final int PREPARED = 4;

  private final Ladder ladder;
  private final List<Frame> frames;
  private final TreeMap<String, List<Double>> times = new TreeMap<>();

  private InferenceBench(Ladder ladder, List<Frame> frames) {
    this.ladder = ladder;
    this.frames = frames;
  }

  /** One pass over the frames: its wall time and the time in the runtime, milliseconds. */
  private record Pass(double wallMs, double runMs) {}

  /** Takes the arguments above. */
  public static void main(String[] args) {
    Ladder ladder = Ladder.open(Path.of(args[1])).select(Arrays.asList(args[2].split(",")));
    List<Frame> frames = BenchFrames.of(args[0], Integer.parseInt(args[3]));
    InferenceBench bench = new InferenceBench(ladder, frames);
    List<String> ids = ladder.graphRungs().stream().map(GraphRung::id).toList();
    int rounds = Integer.parseInt(args[4]);
    for (int round = 0; round <= rounds; round++) { // the first warms up
      if (round == 1) {
        bench.times.clear();
      }
      bench.round(ids);
      bench.bareLoops(ids.get(0));
    }
    System.out.println(bench.json(ids, rounds));
  }

  private void round(List<String> ids) {
    double passes = 0;
    for (String id : ids) {
      Pass whole = pass(List.of(id), false);
      note("whole " + id, whole.runMs);
      passes += whole.wallMs;
      if (id.equals(ids.get(0))) {
        note("one whole, wall", whole.wallMs);
        note("one whole, outside", whole.wallMs - whole.runMs);
      }
    }
    note("K passes", passes);
    note("one pass, whole graphs", pass(ids, false).wallMs);
    note("one pass, shared prefix", pass(ids, true).wallMs);
    note("one rung in parts", pass(ids.subList(0, 1), true).wallMs);
  }

  /**
   * What EvalJob's runs are held against: the first rung's session alone, with 1 and 2 threads, and
   * with 1 thread twice at a time, which share caches and memory as tasks in two slots do.
   */
  private void bareLoops(String id) {
    GraphRung rung = (GraphRung) ladder.rung(id).orElseThrow();
    List<Frame> first = frames.subList(0, Math.min(PREPARED, frames.size()));
    PreparedLoop loop = PreparedLoop.of(ladder, rung, first);
    for (int threads = 1; threads <= 2; threads++) {
      RuntimeOptions runtime =
          RuntimeOptions.of(RuntimeOptions.Provider.CPU).withIntraOpThreads(threads);
      note(BARE + threads, loop.run(frames.size(), runtime) / NS_PER_MS);
    }
    RuntimeOptions oneThread = RuntimeOptions.of(RuntimeOptions.Provider.CPU).withIntraOpThreads(1);
    List<CompletableFuture<Long>> both =
        Stream.of(loop, PreparedLoop.of(ladder, rung, first))
            .map(of -> CompletableFuture.supplyAsync(() -> of.run(frames.size(), oneThread)))
            .toList();
    note(
        TWO_BARE,
        both.stream().mapToLong(CompletableFuture::join).average().orElseThrow() / NS_PER_MS);
  }

  private void note(String name, double ms) {
    times.computeIfAbsent(name, key -> new ArrayList<>()).add(ms);
  }

  private Pass pass(List<String> ids, boolean inParts) {
    RuntimeOptions runtime = RuntimeOptions.of(RuntimeOptions.Provider.CPU);
    List<BevModel> models = new ArrayList<>();
    try {
      for (String id : ids) {
        GraphRung rung = (GraphRung) ladder.rung(id).orElseThrow();
        models.add(
            inParts && rung.parts().present()
                ? BevModel.openParts(ladder, rung, runtime)
                : BevModel.open(ladder, rung, runtime));
      }
      // Opening is no part of a steady state.
      Iterator<FrameOutcome> outcomes =
          SceneInference.of(models, ladder, InferenceOptions.defaults()).run(frames.iterator());
      long started = System.nanoTime();
      double runNs = 0;
      while (outcomes.hasNext()) {
        for (RungOutcome rung : outcomes.next().rungs()) {
          if (rung.fault().isPresent()) {
            throw new IllegalStateException(rung.fault().get().message());
          }
          runNs += rung.runNs();
        }
      }
      return new Pass((System.nanoTime() - started) / NS_PER_MS, runNs / NS_PER_MS);
    } finally {
      models.forEach(BevModel::close);
    }
  }

  private double median(String name) {
    double[] sorted = times.get(name).stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private ObjectNode json(List<String> ids, int rounds) {
    ObjectNode line = new ObjectMapper().createObjectNode();
    line.put("model", ladder.model().name())
        .put("rungs", ids.size())
        .put("frames", frames.size())
        .put("rounds", rounds);
    double wholes = ids.stream().mapToDouble(id -> median("whole " + id)).sum() / ids.size();
    double further =
        (median("one pass, shared prefix") - median("one rung in parts")) / (ids.size() - 1);
    line.put("whole_model_ms_a_frame", wholes / frames.size())
        .put("further_rung_ms_a_frame", further / frames.size())
        .put("further_rung_of_whole_model", further / wholes)
        .put("one_pass_of_k_passes", median("one pass, shared prefix") / median("K passes"))
        .put(
            "one_pass_of_whole_graphs_of_k_passes",
            median("one pass, whole graphs") / median("K passes"))
        .put("outside_runtime_ms_a_frame", median("one whole, outside") / frames.size())
        .put("wall_ms_a_frame", median("one whole, wall") / frames.size())
        .put("bare_loop_1_thread_ms_a_frame", median(BARE + 1) / frames.size())
        .put("bare_loop_2_threads_ms_a_frame", median(BARE + 2) / frames.size())
        .put("two_bare_loops_1_thread_ms_a_frame", median(TWO_BARE) / frames.size());
    ArrayNode names = line.putArray("rung_ids");
    ids.forEach(names::add);
    ObjectNode spread = line.putObject("ms_least_most");
    times.forEach(
        (name, all) ->
            spread
                .putArray(name)
                .add(all.stream().mapToDouble(Double::doubleValue).min().orElseThrow())
                .add(all.stream().mapToDouble(Double::doubleValue).max().orElseThrow()));
    return line;
  }
}
