package dev.bevdrift.metrics.score;

import dev.bevdrift.metrics.box.Attribute;
import dev.bevdrift.metrics.box.BikeRacks;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.metrics.match.PredictionOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A problem full of what breaks an evaluation: scores that tie within and across samples, zero of
 * either sign, negative and infinite scores, unknown and infinite velocities, absent classes, empty
 * samples, boxes exactly at thresholds, duplicates, racks. Every sample is made from a seed of its
 * own, so that any part of the problem has the same boxes.
 */
final class RandomProblem {
  private final long seed;
  private final int samples;
  private final int scores;
  private final int classes;
  private final boolean velocities;

  /** Some samples of a problem. */
  record Part(GroundTruth truth, DetectionBoxes predictions, List<Long> order) {
    long[] orderCopy() {
      return order.stream().mapToLong(Long::longValue).toArray();
    }
  }

  private RandomProblem(long seed) {
    Random random = new Random(seed);
    this.seed = seed;
    samples = 1 + random.nextInt(seed % 10 == 0 ? 120 : 24);
    scores = random.nextInt(7);
    classes = 1 + random.nextInt(DetectionClass.all().size());
    velocities = random.nextInt(8) != 0;
  }

  static RandomProblem of(long seed) {
    return new RandomProblem(seed);
  }

  int samples() {
    return samples;
  }

  Part all() {
    return part(IntStream.range(0, samples).toArray());
  }

  /** Some samples, ascending. */
  Part part(int... chosen) {
    Samples.Builder to = Samples.builder();
    DetectionBoxesBuilder truth = DetectionBoxes.builder("truth");
    DetectionBoxesBuilder predictions = DetectionBoxes.builder("predictions");
    BikeRacks.Builder racks = BikeRacks.builder();
    long[] order = new long[0];
    for (int sample : chosen) {
      int index = to.add("sample-" + sample, "scene-" + sample / 4, new Vec3(sample, 0, 0));
      Random random = new Random(seed * 10_007 + sample);
      int truths = random.nextInt(3) == 0 ? 0 : random.nextInt(9);
      for (int k = 0; k < truths; k++) {
        box(random, truth, index, sample).velocity(velocity(random), 1);
        truth.attribute(random.nextBoolean() ? Attribute.NONE : Attribute.VEHICLE_MOVING);
        truth.numPts(random.nextInt(6)).add();
      }
      if (random.nextInt(5) == 0) {
        racks.add(index, new Vec3(sample + 2, 2, 1), new Vec3(4, 4, 4), Quaternion.IDENTITY);
      }
      int found = random.nextInt(4) == 0 ? 0 : random.nextInt(30);
      order = Arrays.copyOf(order, order.length + found);
      for (int k = 0; k < found; k++) {
        box(random, predictions, index, sample).velocity(velocity(random), 1);
        predictions.attribute(random.nextBoolean() ? Attribute.NONE : Attribute.VEHICLE_MOVING);
        predictions.score(score(random)).add();
        order[order.length - found + k] = PredictionOrder.of(sample, k);
      }
    }
    return new Part(
        new GroundTruth(to.build(), truth.build(), racks.build()),
        predictions.build(),
        Arrays.stream(order).boxed().toList());
  }

  private DetectionBoxesBuilder box(
      Random random, DetectionBoxesBuilder to, int index, int sample) {
    double yaw = random.nextInt(8) * 0.4;
    return to.sample(index)
        .detectionClass(DetectionClass.all().get(random.nextInt(classes)))
        .translation(sample + random.nextInt(9) * 0.5, random.nextInt(9) * 0.5, 1)
        .size(1 + random.nextInt(3), 2 + random.nextDouble(), 1.5)
        .rotation(Math.cos(yaw), 0, 0, Math.sin(yaw));
  }

  private double velocity(Random random) {
    if (!velocities) {
      return Double.NaN;
    }
    return switch (random.nextInt(12)) {
      case 0, 1 -> Double.NaN;
      case 2 -> Double.POSITIVE_INFINITY;
      default -> random.nextGaussian();
    };
  }

  private double score(Random random) {
    double unit = random.nextDouble();
    return switch (scores) {
      case 0 -> unit;
      case 1 -> Math.round(unit * 10) / 10.0;
      case 2 -> random.nextInt(4) == 0 ? (random.nextBoolean() ? 0.0 : -0.0) : unit;
      case 3 -> Math.round(unit * 8 - 4) / 4.0;
      case 4 -> unit < 0.05 ? Double.NEGATIVE_INFINITY : unit > 0.95 ? 1 / 0.0 : unit - 0.5;
      case 5 -> 0.25;
      default -> Math.nextUp(0.5 + random.nextInt(2) * Math.ulp(0.5));
    };
  }
}
