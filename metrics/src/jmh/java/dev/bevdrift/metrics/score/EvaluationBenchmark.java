package dev.bevdrift.metrics.score;

import dev.bevdrift.metrics.box.BikeRacks;
import dev.bevdrift.metrics.box.BoxFilter;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.metrics.curve.Curves;
import dev.bevdrift.metrics.match.ClassMatches;
import dev.bevdrift.metrics.match.ScoreRanking;
import dev.bevdrift.metrics.match.Strictness;
import dev.bevdrift.metrics.match.TruthIndex;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The kernels on 100,000 predicted and 15,000 true cars of 1,000 samples. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class EvaluationBenchmark {
  private static final int SAMPLES = 1000;
  private static final int TRUTHS = 15;
  private static final int PREDICTIONS = 100;
  private static final DetectionConfig CONFIG = DetectionConfig.cvpr2019();

  private final TruthIndex index;
  private final DetectionBoxes predictions;
  private final int[] all = IntStream.range(0, SAMPLES * PREDICTIONS).toArray();
  private final ClassMatches matches;

  /** A world from a fixed seed. */
  public EvaluationBenchmark() {
    Random random = new Random(5);
    Samples.Builder samples = Samples.builder();
    DetectionBoxesBuilder truth = DetectionBoxes.builder("truth");
    DetectionBoxesBuilder boxes = DetectionBoxes.builder("predictions");
    for (int s = 0; s < SAMPLES; s++) {
      samples.add("s" + s, "scene", new Vec3(0, 0, 0));
      for (int i = 0; i < PREDICTIONS; i++) {
        double x = random.nextGaussian() * 20;
        double y = random.nextGaussian() * 20;
        if (i < TRUTHS) {
          add(truth, s, x, y, -1);
        }
        double noise = random.nextGaussian() * 0.7;
        add(boxes, s, x + noise, y - noise, random.nextDouble());
      }
    }
    GroundTruth ground = new GroundTruth(samples.build(), truth.build(), BikeRacks.none());
    index = TruthIndex.of(ground, BoxFilter.within(CONFIG.rangesM()));
    predictions = boxes.build();
    matches = matching();
  }

  private static void add(DetectionBoxesBuilder to, int sample, double x, double y, double score) {
    to.sample(sample).detectionClass(DetectionClass.CAR).translation(x, y, 0).size(2, 4, 1.5);
    to.rotation(0.8, 0, 0, 0.6).velocity(1, 2).score(score).add();
  }

  /** Filter: near enough, with points, not in a rack. */
  @Benchmark
  public int[][] filter() {
    return index.evaluated(predictions);
  }

  /** Ranking by score. */
  @Benchmark
  public int[] ranking() {
    return ScoreRanking.ranked(predictions, all);
  }

  /** Ranking, distances and matching at four thresholds. */
  @Benchmark
  public ClassMatches matching() {
    return ClassMatches.of(
        DetectionClass.CAR,
        index,
        predictions,
        all,
        CONFIG.distanceThresholdsM(),
        Strictness.LENIENT);
  }

  /** The curves of one threshold. */
  @Benchmark
  public Curves curves() {
    return Curves.of(matches, 2);
  }
}
